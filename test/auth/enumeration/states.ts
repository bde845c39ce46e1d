import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD } from '../../support/gatehouse';
import type { Person, Site } from '../ways-in/site';
import { EMAIL } from '../ways-in/way';

/** Days that a temporary password is good for, unless the user pool says otherwise. */
const INVITATION_DAYS = 7;

type Make = (site: Site) => Promise<Person>;

/** Everybody has an e-mail address only: what else somebody could sign in with is a state of its own. */
const confirmed: Make = (site) => site.person({}, ['phone_number']);

const signedUp = async (site: Site, password?: string): Promise<Person> => {
  const person = site.stranger();
  const { username, email } = person;
  const body = { username, attributes: { email }, ...(password === undefined ? {} : { password }) };
  const { status } = await site.instance.post('/v1/auth/sign-up', body);
  if (status !== 201) throw new Error(`sign-up: ${String(status)}`);
  return person;
};

const named = (site: Site, { username }: Person) => ({
  UserPoolId: site.pool.userPoolId,
  Username: username,
});

/** Has an administrator do something to somebody. */
const by =
  (
    site: Site,
    Command:
      | typeof AdminConfirmSignUpCommand
      | typeof AdminDisableUserCommand
      | typeof AdminResetUserPasswordCommand,
  ) =>
  async (person: Person): Promise<Person> => {
    await site.sdk.send(new Command(named(site, person)));
    return person;
  };

/** A state of an account that a stranger must not learn. */
interface State {
  readonly make: Make;
  /** Whether it takes an account with an address, a password and nothing else, as most are. */
  readonly ordinary: boolean;
  /** Whether time has to pass over it. */
  readonly early?: true;
}

export const states: Readonly<Record<string, State>> = {
  unconfirmed: { ordinary: true, make: (site) => signedUp(site, PASSWORD) },
  'unconfirmed for long': { ordinary: true, early: true, make: (site) => signedUp(site, PASSWORD) },
  confirmed: { ordinary: true, make: confirmed },
  'confirmed, without a verified address': {
    ordinary: true,
    make: (site) => signedUp(site, PASSWORD).then(by(site, AdminConfirmSignUpCommand)),
  },
  'confirmed, with a second factor': {
    ordinary: false,
    make: (site) => site.person(EMAIL, ['phone_number']),
  },
  'confirmed, without a password': {
    ordinary: false,
    make: async (site) => {
      const person = await signedUp(site);
      const { username, email } = person;
      const code = await site.code(email);
      await site.instance.post('/v1/auth/sign-up/confirm', { username, code });
      return person;
    },
  },
  disabled: { ordinary: true, make: (site) => confirmed(site).then(by(site, AdminDisableUserCommand)) },
  'disabled before it was confirmed': {
    ordinary: true,
    make: (site) => signedUp(site, PASSWORD).then(by(site, AdminDisableUserCommand)),
  },
  'reset required': {
    ordinary: true,
    make: (site) => confirmed(site).then(by(site, AdminResetUserPasswordCommand)),
  },
  invited: { ordinary: false, make: (site) => site.invited(['phone_number']) },
  'invited long ago': { ordinary: false, early: true, make: (site) => site.invited(['phone_number']) },
  'invited, without a verified address': {
    ordinary: false,
    make: async (site) => {
      const person = site.stranger();
      const UserAttributes = [{ Name: 'email', Value: person.email }];
      const more = { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS', UserAttributes } as const;
      await site.sdk.send(new AdminCreateUserCommand({ ...named(site, person), ...more }));
      return person;
    },
  },
};

/** Makes somebody in each state, and lets the time pass that some of them need. */
export async function people(
  site: Site,
  wanted: readonly string[] = Object.keys(states),
): Promise<ReadonlyMap<string, Person>> {
  const made = new Map<string, Person>();
  const make = async (early: boolean): Promise<void> => {
    for (const state of wanted) {
      const row = states[state];
      if (row !== undefined && (row.early === true) === early) made.set(state, await row.make(site));
    }
  };
  await make(true);
  await site.server.control('clock', { advanceSeconds: (INVITATION_DAYS + 1) * 24 * 3600 });
  await make(false);
  return made;
}
