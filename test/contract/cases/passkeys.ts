import WebAuthnEmulator, {
  AuthenticatorEmulator,
  type PublicKeyCredentialCreationOptionsJSON as Options,
  type RegistrationResponseJSON,
} from 'nid-webauthn-emulator';
import type { Person } from '../../users/person';
import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const ORIGIN = 'http://localhost:5173';
const DELETE = 'DeleteWebAuthnCredential';
const MOST = 20;

async function begin(person: Person): Promise<Options> {
  return (await person.post('/passkeys/options')).body.data.options as Options;
}

/** What a browser makes of the options, on a page of `from`. */
function make(options: Options, from = ORIGIN): RegistrationResponseJSON {
  const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
  return emulator.createJSON(from, { ...options, excludeCredentials: [] }, [from]);
}

/** Registers a passkey and gives its id. */
async function register(person: Person): Promise<string> {
  const credential = make(await begin(person));
  await person.post('/passkeys', { credential });
  return credential.id;
}

const someone = async (world: World): Promise<Person> => (await world.main).person();

/** Somebody has a passkey kept that was made of the options in some way. */
async function keeping(
  world: World,
  by: (options: Options) => RegistrationResponseJSON = make,
): Promise<Attempt> {
  const person = await someone(world);
  return { token: person.token, body: { credential: by(await begin(person)) } };
}

/** Somebody with as many passkeys as there may be, and one that was begun before. */
function collector(world: World): Promise<{ token: string; credential: RegistrationResponseJSON }> {
  return world.once('collector', async () => {
    const person = await someone(world);
    for (let count = 1; count < MOST; count++) await register(person);
    const credential = make(await begin(person));
    await register(person);
    return { token: person.token, credential };
  });
}

export const passkeyCases: Cases = {
  'GET /v1/users/me/passkeys': {
    success: async (world) => {
      const person = await someone(world);
      await register(person);
      return { token: person.token };
    },
    failures: { too_many_attempts: refused('ListWebAuthnCredentials', 'LimitExceededException') },
  },
  'POST /v1/users/me/passkeys/options': {
    success: async (world) => ({ token: (await world.reader).token }),
    failures: { limit_exceeded: async (world) => ({ token: (await collector(world)).token }) },
  },
  'POST /v1/users/me/passkeys': {
    success: (world) => keeping(world),
    failures: {
      passkey_challenge_expired: async (world) => ({ ...(await keeping(world)), later: 301 }),
      passkey_invalid: (world) =>
        keeping(world, (options) => make({ ...options, rp: { ...options.rp, id: 'example.com' } })),
      passkey_refused: (world) => keeping(world, (options) => make(options, 'https://evil.example')),
      limit_exceeded: async (world) => {
        const { token, credential } = await collector(world);
        return { token, body: { credential } };
      },
      invalid_parameter: async (world) => ({
        token: (await world.reader).token,
        body: { credential: { id: 'x' } },
      }),
    },
  },
  'DELETE /v1/users/me/passkeys/{credentialId}': {
    success: async (world) => {
      const person = await someone(world);
      return { token: person.token, parameters: { credentialId: await register(person) } };
    },
    failures: {
      resource_not_found: async (world) => ({
        token: (await world.reader).token,
        parameters: { credentialId: 'x' },
      }),
      too_many_attempts: refused(DELETE, 'LimitExceededException'),
      invalid_parameter: refused(DELETE, 'InvalidParameterException'),
    },
  },
};
