import {
  AdminInitiateAuthCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { goodPassword, refusal } from './support';
import { Triggered, TriggeredPool } from './triggers';

let triggered: Triggered;
/** Existence errors are shown in the first and hidden in the second. */
let open: TriggeredPool;
let hidden: TriggeredPool;
const metadata = { where: 'here' };
/** Against the policy, as passwords from elsewhere may be. */
const oldPassword = 'weak';
const nothing = {
  userAttributes: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
};

beforeAll(async () => {
  triggered = await Triggered.start();
  open = await triggered.pool(['UserMigration', 'PreAuthentication', 'PostConfirmation']);
  const { ClientId } = await open.pools.createClient(open.poolId, {
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_CUSTOM_AUTH',
    ],
    PreventUserExistenceErrors: 'ENABLED',
  });
  hidden = new TriggeredPool(open.pools, open.poolId, ClientId);
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

/** The function knows a user. */
function knows(response: Record<string, unknown> = {}): void {
  triggered.on('UserMigration', (event) => ({
    ...event,
    response: {
      userAttributes: { email: `${event.userName}@example.com`, email_verified: 'true' },
      finalUserStatus: 'CONFIRMED',
      messageAction: 'SUPPRESS',
      ...response,
    },
  }));
}

function found(name: string, poolId = open.poolId): UserRecord | undefined {
  return open.pools.context.store.users.by('name', `${poolId}/${name}`)[0];
}

describe('at sign-in', () => {
  it('brings a user over with his password, who signs in at once and from then on', async () => {
    knows({ desiredDeliveryMediums: ['EMAIL'] });
    expect((await open.signIn('ada', oldPassword, metadata)).AuthenticationResult).toBeDefined();
    expect(triggered.sources).toEqual(['UserMigration_Authentication', 'PreAuthentication_Authentication']);
    expect(triggered.events[0]).toEqual({
      ...open.common,
      triggerSource: 'UserMigration_Authentication',
      userName: 'ada',
      request: { password: oldPassword, validationData: metadata },
      response: nothing,
    });
    expect(found('ada')).toMatchObject({
      username: 'ada',
      status: 'CONFIRMED',
      enabled: true,
      attributes: { email: 'ada@example.com', email_verified: 'true' },
      mfa: { enabled: [] },
    });
    triggered.reset();
    expect((await open.signIn('ada', oldPassword)).AuthenticationResult).toBeDefined();
    expect((await refusal(open.signIn('ada', 'other')))[0]).toBe('NotAuthorizedException');
    expect(triggered.sources).not.toContain('UserMigration_Authentication');
    expect(() => open.pools.lastMessage('ada@example.com')).toThrow('Nothing was sent');
  });

  it('works for administrators and in choice-based sign-in by password', async () => {
    knows();
    const { AuthenticationResult } = await open.pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: open.poolId,
        ClientId: open.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'bob', PASSWORD: oldPassword },
      }),
    );
    expect(AuthenticationResult).toBeDefined();
    const parameters = { USERNAME: 'carl', PASSWORD: oldPassword, PREFERRED_CHALLENGE: 'PASSWORD' };
    expect((await open.initiate('USER_AUTH', parameters)).AuthenticationResult).toBeDefined();
  });

  it.each([
    ['SRP', 'USER_SRP_AUTH' as const, { SRP_A: 'ab' }],
    ['SRP with a password beside it', 'USER_SRP_AUTH' as const, { SRP_A: 'ab', PASSWORD: oldPassword }],
    ['choice without a preference', 'USER_AUTH' as const, { PASSWORD: oldPassword }],
    [
      'choice of another factor',
      'USER_AUTH' as const,
      { PASSWORD: oldPassword, PREFERRED_CHALLENGE: 'PASSWORD_SRP' },
    ],
  ])('is not tried by %s', async (_, flow, more) => {
    knows();
    expect((await refusal(open.initiate(flow, { USERNAME: 'nobody', ...more })))[0]).toBe(
      'UserNotFoundException',
    );
    expect(triggered.sources).not.toContain('UserMigration_Authentication');
  });

  it.each([
    ['null', null],
    ['no attributes', {}],
  ])('leaves whom the function does not know unknown: %s', async (_, userAttributes) => {
    triggered.respond('UserMigration', { userAttributes });
    expect(await refusal(open.signIn('nobody'))).toEqual(['UserNotFoundException', 'User does not exist.']);
    expect(await refusal(hidden.signIn('nobody'))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
  });

  it('tells what the function throws', async () => {
    triggered.fail('UserMigration', 'Bad password');
    expect(await refusal(hidden.signIn('dora'))).toEqual([
      'UserLambdaValidationException',
      'UserMigration failed with error Bad password.',
    ]);
    expect(found('dora')).toBeUndefined();
  });

  it('does not ask about a name that is locked', async () => {
    triggered.respond('UserMigration', {});
    for (let guess = 0; guess < 5; guess += 1) await refusal(hidden.signIn('guessed'));
    triggered.reset();
    knows();
    expect((await refusal(hidden.signIn('guessed')))[1]).toBe('Password attempts exceeded');
    expect(triggered.events).toEqual([]);
  });

  it('makes one user of two sign-ins at the same time', async () => {
    let waiting = 0;
    let release: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    triggered.on('UserMigration', async (event) => {
      waiting += 1;
      if (waiting === 2) release();
      await both;
      const userAttributes = { email: 'emil@example.com' };
      return {
        ...event,
        response: { userAttributes, finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS' },
      };
    });
    const answers = await Promise.all([open.signIn('emil', oldPassword), open.signIn('emil', oldPassword)]);
    expect(answers.every(({ AuthenticationResult }) => AuthenticationResult)).toBe(true);
    expect(open.pools.context.store.users.by('name', `${open.poolId}/emil`)).toHaveLength(1);
  });
});

describe('what the function decides', () => {
  it('makes the password temporary when it names no status, and invites the user', async () => {
    knows({ finalUserStatus: null, messageAction: null, desiredDeliveryMediums: ['EMAIL'] });
    const { ChallengeName } = await open.signIn('frank', oldPassword);
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(found('frank')?.status).toBe('FORCE_CHANGE_PASSWORD');
    expect(open.pools.lastMessage('frank@example.com')).toMatchObject({
      kind: 'AdminCreateUser',
      medium: 'EMAIL',
    });
  });

  it('may demand a new password', async () => {
    knows({ finalUserStatus: 'RESET_REQUIRED' });
    expect((await refusal(open.signIn('grace', oldPassword)))[0]).toBe('PasswordResetRequiredException');
    expect(found('grace')?.status).toBe('RESET_REQUIRED');
  });

  it('invites by SMS when it names no medium', async () => {
    const phone = '+15550001234';
    knows({ messageAction: 'RESEND', userAttributes: { email: 'h@example.com', phone_number: phone } });
    await open.signIn('heidi', oldPassword);
    expect(open.pools.lastMessage(phone)).toMatchObject({ username: 'heidi', medium: 'SMS' });
    expect(found('heidi')?.attributes).toEqual({
      email: 'h@example.com',
      email_verified: 'false',
      phone_number: phone,
      phone_number_verified: 'false',
    });
  });

  it('may switch a second factor on, for whoever has a phone', async () => {
    knows({
      enableSMSMFA: true,
      userAttributes: { phone_number: '+15550001235', phone_number_verified: 'true' },
    });
    await open.signIn('ivan', oldPassword);
    expect(found('ivan')?.mfa).toEqual({ enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
    knows({ enableSMSMFA: true });
    expect(await refusal(open.signIn('judy', oldPassword))).toEqual([
      'UserNotFoundException',
      `Exception migrating user in app client ${open.ClientId}`,
    ]);
    expect(found('judy')).toBeUndefined();
  });

  it.each([
    ['an attribute the pool does not have', { userAttributes: { shoe_size: '44' } }],
    ['a value the schema refuses', { userAttributes: { email: 'no address' } }],
    ['a sub of its own', { userAttributes: { sub: 'x' } }],
  ])('makes no user of %s', async (_, response) => {
    knows(response);
    expect(await refusal(open.signIn('karl', oldPassword))).toEqual([
      'UserNotFoundException',
      `Exception migrating user in app client ${open.ClientId}`,
    ]);
    expect(found('karl')).toBeUndefined();
  });

  it.each([
    ['attributes that are no text', { userAttributes: { email_verified: true } }],
    ['an unknown status', { finalUserStatus: 'ARCHIVED' }],
    ['an unknown action', { messageAction: 'SHOUT' }],
    ['an unknown medium', { desiredDeliveryMediums: ['FAX'] }],
    ['a flag that is a text', { forceAliasCreation: 'true' }],
  ])('is refused with %s', async (_, response) => {
    knows(response);
    expect(await refusal(open.signIn('lena', oldPassword))).toEqual([
      'InvalidLambdaResponseException',
      'Unrecognizable lambda output',
    ]);
    expect(found('lena')).toBeUndefined();
  });
});

describe('names', () => {
  it('are UUIDs where an attribute names users', async () => {
    const byEmail = await triggered.pool(['UserMigration'], { UsernameAttributes: ['email'] });
    knows({ userAttributes: { name: 'Mary' } });
    await byEmail.signIn('mary@example.com', oldPassword);
    const user = found('mary@example.com', byEmail.poolId);
    expect(user?.username).toBe(user?.sub);
    expect(user?.attributes).toEqual({ name: 'Mary', email: 'mary@example.com', email_verified: 'false' });
    knows({ userAttributes: { email: 'other@example.com' } });
    expect((await refusal(byEmail.signIn('nora@example.com', oldPassword)))[0]).toBe('UserNotFoundException');
  });

  it('may be given for those who come with an alias, whose owner changes only when the function says so', async () => {
    const aliases = await triggered.pool(['UserMigration'], { AliasAttributes: ['email'] });
    const attributes = { email: 'olaf@example.com', email_verified: 'true' };
    knows({ userAttributes: attributes });
    expect((await refusal(aliases.signIn('olaf@example.com', oldPassword)))[0]).toBe('UserNotFoundException');
    knows({ userAttributes: { username: 'olaf', ...attributes } });
    expect((await aliases.signIn('olaf@example.com', oldPassword)).AuthenticationResult).toBeDefined();
    expect(found('olaf', aliases.poolId)?.attributes).toEqual(attributes);

    knows({ userAttributes: attributes });
    expect((await refusal(aliases.signIn('second', oldPassword)))[0]).toBe('UserNotFoundException');
    knows({ userAttributes: attributes, forceAliasCreation: true });
    await aliases.signIn('second', oldPassword);
    expect(found('olaf', aliases.poolId)?.attributes['email_verified']).toBe('false');
    knows({ userAttributes: { username: 'olaf', name: 'X' } });
    expect((await refusal(aliases.signIn('third', oldPassword)))[0]).toBe('UserNotFoundException');
  });
});

describe('of a forgotten password', () => {
  const forgot = (Username: string, ClientId = open.ClientId) =>
    open.pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username, ClientMetadata: metadata }));

  it('brings a user over who gets a code and sets a password', async () => {
    knows({ finalUserStatus: null });
    const { CodeDeliveryDetails } = await forgot('pia');
    expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', Destination: 'p***@e***' });
    expect(triggered.events).toEqual([
      {
        ...open.common,
        triggerSource: 'UserMigration_ForgotPassword',
        userName: 'pia',
        request: { password: null, clientMetadata: metadata },
        response: nothing,
      },
    ]);
    expect(found('pia')).toMatchObject({ status: 'RESET_REQUIRED' });
    const ConfirmationCode = open.pools.lastCode('pia@example.com');
    await open.pools.sdk.send(
      new ConfirmForgotPasswordCommand({
        ClientId: open.ClientId,
        Username: 'pia',
        ConfirmationCode,
        Password: goodPassword,
      }),
    );
    expect((await open.signIn('pia')).AuthenticationResult).toBeDefined();
  });

  it('sends no invitation, which would have no password to tell', async () => {
    knows({ messageAction: null, desiredDeliveryMediums: ['EMAIL'] });
    await forgot('quinn');
    const kinds = [...open.pools.context.store.messages.values()]
      .filter(({ username }) => username === 'quinn')
      .map(({ kind }) => kind);
    expect(kinds).toEqual(['ForgotPassword']);
  });

  it('leaves whom the function does not know as they were', async () => {
    expect((await refusal(forgot('nobody')))[0]).toBe('UserNotFoundException');
    expect((await forgot('nobody', hidden.ClientId)).CodeDeliveryDetails).toBeDefined();
    triggered.fail('UserMigration', 'no');
    expect((await refusal(forgot('nobody', hidden.ClientId)))[0]).toBe('UserLambdaValidationException');
  });

  it('needs an address that is verified', async () => {
    knows({ userAttributes: { email: 'rosa@example.com' } });
    expect((await refusal(forgot('rosa')))[0]).toBe('InvalidParameterException');
  });
});
