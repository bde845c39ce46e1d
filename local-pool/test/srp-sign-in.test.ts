import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  RespondToAuthChallengeCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { derivePassword } from '../auth/password';
import { modulus, poolName } from '../auth/srp-group';
import { output } from './raw';
import { answerSrp, beginSrp, cognitoTime, SrpClient, type Answers } from './srp';
import { goodPassword, payloadOf, PoolUnderTest, refusal, secretHash } from './support';

let pools: PoolUnderTest;
let pool: Target;

interface Target {
  readonly poolId: string;
  readonly ClientId: string;
  readonly client: UserPoolClientType;
}

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  pool = await target();
  await pools.createUser(pool.poolId, 'ada');
});
afterAll(() => pools.close());

/** A pool with a client for SRP. */
async function target(
  input: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<Target> {
  const poolId = await pools.createPool(input);
  const made = await pools.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'], ...client });
  return { poolId, ClientId: made.ClientId, client: made };
}

/** Signs in by SRP and gives the user name of the access token. */
async function signIn(to: Target, username: string, more: Answers = {}): Promise<unknown> {
  const { answer } = await beginSrp(pools, to, username, more);
  const { AuthenticationResult } = await answerSrp(pools, to.ClientId, { ...answer, ...more });
  return payloadOf(AuthenticationResult?.AccessToken ?? '')['username'];
}

it('asks for a proof and gives tokens for it', async () => {
  const { challenge, answer } = await beginSrp(pools, pool, 'ada');
  const { $metadata, ...body } = challenge;
  expect($metadata.httpStatusCode).toBe(200);
  expect(body).toEqual({
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      USERNAME: 'ada',
      USER_ID_FOR_SRP: 'ada',
      SRP_B: expect.stringMatching(/^[0-9a-f]{700,768}$/u) as string,
      SALT: expect.stringMatching(/^[0-9a-f]{2,34}$/u) as string,
      SECRET_BLOCK: expect.stringMatching(/^[A-Za-z0-9+/]{900,2048}={0,2}$/u) as string,
    },
  });
  expect(await output(answerSrp(pools, pool.ClientId, answer))).toEqual({
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: expect.any(String) as string,
      IdToken: expect.any(String) as string,
      RefreshToken: expect.any(String) as string,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    },
  });
});

it('tells nothing of the password: the salt stays, B never comes twice', async () => {
  const [one, other] = await Promise.all([beginSrp(pools, pool, 'ada'), beginSrp(pools, pool, 'ada')]);
  const first = one.challenge.ChallengeParameters;
  const second = other.challenge.ChallengeParameters;
  expect(first?.['SALT']).toBe(second?.['SALT']);
  expect(first?.['SRP_B']).not.toBe(second?.['SRP_B']);
});

it('signs in by the Admin operations', async () => {
  const client = new SrpClient();
  const ids = { UserPoolId: pool.poolId, ClientId: pool.ClientId };
  const { ChallengeParameters = {} } = await pools.sdk.send(
    new AdminInitiateAuthCommand({
      ...ids,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'ada', SRP_A: client.shown },
    }),
  );
  const identity = { group: poolName(pool.poolId), userId: 'ada', password: goodPassword };
  const ChallengeResponses = { USERNAME: 'ada', ...client.claim(ChallengeParameters, identity) };
  // A Session crosses no way.
  expect(await refusal(answerSrp(pools, pool.ClientId, ChallengeResponses))).toEqual([
    'NotAuthorizedException',
    'Invalid session for the user.',
  ]);
  const { AuthenticationResult } = await pools.sdk.send(
    new AdminRespondToAuthChallengeCommand({
      ...ids,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses,
    }),
  );
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username: 'ada' });
});

it('knows a user by his sub as well, and hashes over the name he is told', async () => {
  const { sub } = await pools.createUser(pool.poolId, 'grace');
  expect(await signIn(pool, sub)).toBe('grace');
});

it('signs in where users are named by their e-mail address', async () => {
  const mail = await target({ UsernameAttributes: ['email'] });
  const sub = crypto.randomUUID();
  const password = derivePassword(pools.pool(mail.poolId), sub, goodPassword);
  await pools.createUser(mail.poolId, sub, { sub, password, attributes: { email: 'ada@example.com' } });
  const { challenge, answer } = await beginSrp(pools, mail, 'ada@example.com');
  expect(challenge.ChallengeParameters).toMatchObject({ USERNAME: sub, USER_ID_FOR_SRP: sub });
  const { AuthenticationResult } = await answerSrp(pools, mail.ClientId, answer);
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username: sub });
});

it('signs in by an alias', async () => {
  const aliases = await target({ AliasAttributes: ['email', 'preferred_username'] });
  await pools.createUser(aliases.poolId, 'ada', {
    attributes: { email: 'a@example.com', email_verified: 'true', preferred_username: 'countess' },
  });
  expect(await signIn(aliases, 'a@example.com')).toBe('ada');
  expect(await signIn(aliases, 'countess')).toBe('ada');
});

it('takes names in any case where the pool does', async () => {
  const folding = await target({ UsernameConfiguration: { CaseSensitive: false } });
  await pools.createUser(folding.poolId, 'ada');
  expect(await signIn(folding, 'ADA')).toBe('ada');
});

it('checks the secret hash of each step over the name of that step', async () => {
  const secret = await target({ UsernameAttributes: ['email'] }, { GenerateSecret: true });
  const sub = crypto.randomUUID();
  const password = derivePassword(pools.pool(secret.poolId), sub, goodPassword);
  await pools.createUser(secret.poolId, sub, { sub, password, attributes: { email: 'ada@example.com' } });
  const hash = (name: string) => ({ SECRET_HASH: secretHash(name, secret.client) });
  const begun = () => beginSrp(pools, secret, 'ada@example.com', hash('ada@example.com'));
  expect(await refusal(beginSrp(pools, secret, 'ada@example.com'))).toEqual([
    'NotAuthorizedException',
    `Client ${secret.ClientId} is configured with secret but SECRET_HASH was not received`,
  ]);
  const { answer } = await begun();
  expect(await refusal(answerSrp(pools, secret.ClientId, { ...answer, ...hash('ada@example.com') }))).toEqual(
    ['NotAuthorizedException', `Unable to verify secret hash for client ${secret.ClientId}`],
  );
  // Nothing was answered yet: the right hash goes on.
  const { AuthenticationResult } = await answerSrp(pools, secret.ClientId, { ...answer, ...hash(sub) });
  expect(AuthenticationResult?.RefreshToken).toBeDefined();
});

it('goes on to a new password where the old one is temporary', async () => {
  await pools.createUser(pool.poolId, 'new', { status: 'FORCE_CHANGE_PASSWORD' });
  const { answer } = await beginSrp(pools, pool, 'new');
  const { ChallengeName, Session, ChallengeParameters } = await answerSrp(pools, pool.ClientId, answer);
  expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect(ChallengeParameters?.['USER_ID_FOR_SRP']).toBe('new');
  const { AuthenticationResult } = await pools.sdk.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: 'new', NEW_PASSWORD: 'Better-Horse-8' },
    }),
  );
  expect(AuthenticationResult?.AccessToken).toBeDefined();
  expect(await signIn(pool, 'new', { password: 'Better-Horse-8' })).toBe('new');
});

describe('timestamps', () => {
  it.each([
    ['a day of one digit', '2026-09-08T04:05:06Z', 'Tue Sep 8 04:05:06 UTC 2026'],
    ['a day of two digits', '2026-12-31T23:59:59Z', 'Thu Dec 31 23:59:59 UTC 2026'],
  ])('takes %s', async (_, date, timestamp) => {
    expect(cognitoTime(new Date(date))).toBe(timestamp);
    expect(await signIn(pool, 'ada', { timestamp })).toBe('ada');
  });

  it.each([
    'Tue Sep 08 04:05:06 UTC 2026',
    'Tue Sep 8 4:05:06 UTC 2026',
    'Tue Sep 8 04:05:06 GMT 2026',
    'Di Sep 8 04:05:06 UTC 2026',
    'Tue Sept 8 04:05:06 UTC 2026',
    '2026-09-08T04:05:06Z',
    ' Tue Sep 8 04:05:06 UTC 2026',
    '',
  ])('refuses "%s", although it is what was signed', async (timestamp) => {
    const { answer } = await beginSrp(pools, pool, 'ada', { timestamp });
    expect(await refusal(answerSrp(pools, pool.ClientId, answer))).toEqual([
      'InvalidParameterException',
      'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    ]);
  });
});

describe('SRP_A', () => {
  it.each([
    ['0', '0'],
    ['N', modulus.toString(16)],
    ['2N', (2n * modulus).toString(16)],
    ['garbage', 'not hexadecimal'],
    ['nothing', ''],
    ['too long', 'a'.repeat(1025)],
  ])('is refused when it is %s', async (_, SRP_A) => {
    expect(await refusal(beginSrp(pools, pool, 'ada', { SRP_A }))).toEqual([
      'InvalidParameterException',
      'SRP_A is not a public key that can be used.',
    ]);
  });
});
