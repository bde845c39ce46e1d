import {
  AdminAddUserToGroupCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { MembersTrigger } from '../../examples/members/members.trigger';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import {
  LEGACY_DIRECTORY,
  type LegacyDirectory,
  type LegacyUser,
} from '../../src/triggers/migration/legacy-directory';
import { DATE, expectData, expectProblem, SIGNED_IN } from '../support/answers';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';

/** A former directory in memory. */
class OldPeople implements LegacyDirectory {
  readonly people = new Map<string, LegacyUser & { readonly password: string }>();
  broken = false;

  authenticate(username: string, password: string): Promise<LegacyUser | undefined> {
    if (this.broken) return Promise.reject(new Error(`cannot look for ${username} with ${password}`));
    const found = this.people.get(username);
    return Promise.resolve(found?.password === password ? found : undefined);
  }

  find(username: string): Promise<LegacyUser | undefined> {
    return Promise.resolve(this.people.get(username));
  }
}

const old = new OldPeople();
const CARD = { card: 'M-123456' };
let gatehouse: Gatehouse;
let sdk: CognitoIdentityProviderClient;
let pool: { UserPoolId: string };
beforeAll(async () => {
  gatehouse = await Gatehouse.start(
    { SIGN_UP_DOMAINS_DENIED: 'throwaway.example' },
    { triggers: { providers: [{ provide: LEGACY_DIRECTORY, useValue: old }] } },
  );
  pool = { UserPoolId: gatehouse.pool.userPoolId };
  sdk = new CognitoIdentityProviderClient({
    endpoint: gatehouse.pool.url,
    region: 'us-east-1',
    credentials: EMBEDDED_CREDENTIALS,
  });
});
afterAll(async () => {
  sdk.destroy();
  await gatehouse.close();
});

const belongTo = (Username: string, account: string): Promise<unknown> =>
  sdk.send(
    new AdminUpdateUserAttributesCommand({
      ...pool,
      Username,
      UserAttributes: [{ Name: 'custom:account_id', Value: account }],
    }),
  );

it('the embedded pool calls what is on, and nothing else', async () => {
  const { UserPool } = await sdk.send(new DescribeUserPoolCommand(pool));
  expect(Object.keys(UserPool?.LambdaConfig ?? {}).toSorted()).toEqual([
    'CreateAuthChallenge',
    'CustomMessage',
    'DefineAuthChallenge',
    'PreSignUp',
    'PreTokenGenerationConfig',
    'UserMigration',
    'VerifyAuthChallengeResponse',
  ]);
});

describe('account and groups', () => {
  it('are in the tokens of a sign-in, and as they are then in those of a refresh', async () => {
    const username = await gatehouse.user();
    await belongTo(username, 'acme');
    await sdk.send(new AdminAddUserToGroupCommand({ ...pool, Username: username, GroupName: 'support' }));
    const first = await gatehouse.signIn(username);
    const named = { 'custom:account_id': 'acme', 'cognito:groups': ['support'] };
    expect(decodeJwt(first.accessToken)).toMatchObject(named);
    expect(decodeJwt(first.idToken)).toMatchObject(named);
    const session = await gatehouse.get('/v1/auth/session', first.accessToken);
    expect(session.body.data).toMatchObject({ accountId: 'acme', groups: ['support'] });
    await belongTo(username, 'other');
    const again = await gatehouse.post('/v1/auth/refresh', { refreshToken: first.refreshToken });
    expect(decodeJwt(again.body.data.tokens.accessToken as string)).toMatchObject({
      ...named,
      'custom:account_id': 'other',
    });
  });

  it('are left out for who has none', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const claims = decodeJwt(accessToken);
    expect(['custom:account_id' in claims, 'cognito:groups' in claims]).toEqual([false, false]);
  });
});

describe('sign-up by domain', () => {
  it('is refused with a reason that a person may read', async () => {
    const body = { username: 'someone@mail.THROWAWAY.example', password: PASSWORD };
    expectProblem(await gatehouse.post('/v1/auth/sign-up', body), 422, 'operation_refused', {
      detail: 'Sign-up is not open to this e-mail address.',
    });
  });

  it('does not keep administrators from inviting', async () => {
    const { accessToken } = await gatehouse.admin();
    const body = { username: 'guest@throwaway.example', attributes: {}, delivery: 'NONE' };
    expect((await gatehouse.post('/v1/admin/users', body, accessToken)).status).toBe(201);
  });
});

describe('messages', () => {
  const signUp = async (attributes: object, clientMetadata: object = {}): Promise<string> => {
    const username = freshEmail();
    const body = { username, password: PASSWORD, attributes, clientMetadata };
    expect((await gatehouse.post('/v1/auth/sign-up', body)).status).toBe(201);
    return username;
  };

  it('are in the language of the person, with the name escaped and the code in its place', async () => {
    const username = await signUp({ name: '<b>Ada</b> {####}', locale: 'de-AT' }, { locale: 'en' });
    const [message] = await gatehouse.inbox(username);
    expect(message).toMatchObject({ subject: 'Ihr Code zur Registrierung', kind: 'SignUp' });
    expect(message?.body).toBe(
      [
        '<p>Guten Tag &lt;b&gt;Ada&lt;/b&gt; &#123;####&#125;,</p>',
        '<p>willkommen! Dieser Code bestätigt Ihr Konto:</p>',
        `<p>${message?.code ?? ''}</p>`,
        '<p>Falls Sie das nicht angefordert haben, müssen Sie nichts tun. Geben Sie einen Code nie an andere weiter.</p>',
      ].join('\n'),
    );
  });

  it.each([
    ['the client says', { locale: 'de' }, 'Ihr Code zur Registrierung'],
    ['nobody says', {}, 'Your code to sign up'],
    ['there is not', { locale: 'tlh' }, 'Your code to sign up'],
  ])('are in the language that %s', async (_, clientMetadata, subject) => {
    const [message] = await gatehouse.inbox(await signUp({}, clientMetadata));
    expect(message?.subject).toBe(subject);
  });
});

describe('a link to sign in', () => {
  const asked = {
    status: 'CHALLENGE',
    session: expect.any(String) as string,
    expiresAt: DATE,
    challenge: { name: 'CUSTOM_CHALLENGE', parameters: { kind: 'MAGIC_LINK' }, answer: ['answer'] },
  };
  const begin = async (username: string): Promise<string> => {
    const answer = await gatehouse.post('/v1/auth/sign-in', { username, method: 'custom' });
    expectData(answer, 200, asked);
    return answer.body.data.session as string;
  };
  const links = async (username: string): Promise<string[]> =>
    (await gatehouse.inbox(username))
      .filter(({ kind }) => kind === 'MagicLink')
      .map(({ body }) => /#magicLink=([\w-]{43})"/.exec(body)?.[1] ?? '');
  const answer = (session: string, secret: string) =>
    gatehouse.post('/v1/auth/challenge', { session, answer: { answer: secret } });

  it('signs in who has it, once', async () => {
    const username = await gatehouse.user();
    const session = await begin(username);
    const [secret = ''] = await links(username);
    expectData(await answer(session, secret), 200, SIGNED_IN);
    expectProblem(await answer(session, secret), 401, 'session_expired');
  });

  it('can be tried three times, and is sent once', async () => {
    const username = await gatehouse.user();
    let session = await begin(username);
    const [secret = ''] = await links(username);
    for (const wrong of ['x', secret.slice(1)]) {
      const next = await answer(session, wrong);
      expectData(next, 200, asked);
      session = next.body.data.session as string;
    }
    expectData(await answer(session, secret), 200, SIGNED_IN);
    expect(await links(username)).toEqual([secret]);
    let other = await begin(username);
    for (const wrong of ['x', 'x']) other = (await answer(other, wrong)).body.data.session as string;
    expectProblem(await answer(other, 'x'), 401, 'invalid_credentials');
  });

  it('is one for two sign-ins at a time, and good for one of them', async () => {
    const username = await gatehouse.user();
    const sessions = [await begin(username), await begin(username)];
    const [secret = '', ...more] = await links(username);
    expect(more).toEqual([]);
    expectData(await answer(sessions[0] ?? '', secret), 200, SIGNED_IN);
    expectData(await answer(sessions[1] ?? '', secret), 200, asked);
  });

  it('is not good for the sign-in of somebody else', async () => {
    const [ada, eve] = [await gatehouse.user(), await gatehouse.user()];
    await begin(ada);
    const session = await begin(eve);
    const [secret = ''] = await links(ada);
    expectData(await answer(session, secret), 200, asked);
  });

  it('counts as a message, so that nobody is flooded with them', async () => {
    const limited = await startInstance(gatehouse, { RATE_LIMITS: 'on' });
    const body = { username: await gatehouse.user(), method: 'custom' };
    for (let count = 0; count < 10; count += 1)
      expectData(await limited.post('/v1/auth/sign-in', body), 200, asked);
    expect((await limited.post('/v1/auth/sign-in', body)).body).toMatchObject({ code: 'rate_limited' });
    expect((await links(body.username)).length).toBe(1);
    await limited.app.close();
  });

  it('is asked for alike by who is unknown, and sent to nobody', async () => {
    const stranger = freshEmail();
    let session = await begin(stranger);
    for (const wrong of ['x', 'x']) session = (await answer(session, wrong)).body.data.session as string;
    expectProblem(await answer(session, 'x'), 401, 'invalid_credentials');
    expect(await gatehouse.inbox(stranger)).toEqual([]);
  });
});

describe('migration', () => {
  const person = (more: object = {}): string => {
    const email = freshEmail();
    old.people.set(email, {
      password: PASSWORD,
      attributes: { email, email_verified: 1, name: 'Ada', ...more },
    });
    return email;
  };

  it('brings somebody over with the password they have, and what the table names of them', async () => {
    const email = person({ sub: 'chosen', 'custom:account_id': 'acme', shoeSize: 7 });
    const { accessToken } = await gatehouse.signIn(email);
    const me = await gatehouse.get('/v1/users/me', accessToken);
    expect(me.body.data).toMatchObject({ attributes: { email, email_verified: true, name: 'Ada' } });
    expect(me.body.data.accountId).toBeUndefined();
    old.people.delete(email);
    await gatehouse.signIn(email);
  });

  it('answers a wrong password, and a name that nobody knows, alike', async () => {
    for (const username of [person(), freshEmail()]) {
      const body = { username, password: 'Wrong-Horse-7' };
      expectProblem(await gatehouse.post('/v1/auth/sign-in', body), 401, 'invalid_credentials');
    }
  });

  it('lets who has forgotten the password reset it', async () => {
    const email = person();
    expect((await gatehouse.post('/v1/auth/password/forgot', { username: email })).status).toBe(202);
    const body = { username: email, code: await gatehouse.code(email), newPassword: 'Better-Horse-8' };
    expect((await gatehouse.post('/v1/auth/password/reset', body)).status).toBe(204);
    await gatehouse.signIn(email, 'Better-Horse-8');
  });

  it('does not call a password wrong that could not be looked at', async () => {
    old.broken = true;
    const body = { username: person(), password: PASSWORD };
    expectProblem(await gatehouse.post('/v1/auth/sign-in', body), 502, 'upstream_refused', {
      detail: 'A rule of this service could not be checked. Try again later.',
    });
    old.broken = false;
  });
});

describe("a team's own trigger", () => {
  let team: Gatehouse;
  beforeAll(async () => {
    team = await Gatehouse.start({}, { triggers: { providers: [MembersTrigger] } });
  });
  afterAll(() => team.close());

  it('is called at its places, beside those that are shipped', async () => {
    const username = freshEmail();
    const body = { username, password: PASSWORD };
    expectProblem(await team.post('/v1/auth/sign-up', body), 422, 'operation_refused', {
      detail: 'This is not the number of a card.',
    });
    expect((await team.post('/v1/auth/sign-up', { ...body, clientMetadata: CARD })).status).toBe(201);
    const code = await team.code(username);
    expect((await team.post('/v1/auth/sign-up/confirm', { username, code })).status).toBe(200);
    const { accessToken } = await team.signIn(username);
    expect(decodeJwt(accessToken)).toMatchObject({ member: true, username: expect.any(String) as string });
  });
});
