import {
  AdminSetUserPasswordCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { answerSrp, beginSrp, type Answers } from './srp';
import { goodPassword, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let pool: { poolId: string; ClientId: string };
let hiding: typeof pool;

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
const invalid = ['NotAuthorizedException', 'Invalid session for the user.'];
const badPassword = { password: 'Wrong-Horse-7' };

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  const poolId = await pools.createPool();
  const ExplicitAuthFlows = ['ALLOW_USER_SRP_AUTH' as const];
  const { ClientId } = await pools.createClient(poolId, { ExplicitAuthFlows });
  pool = { poolId, ClientId };
  const hides = await pools.createClient(poolId, {
    ExplicitAuthFlows,
    PreventUserExistenceErrors: 'ENABLED',
  });
  hiding = { poolId, ClientId: hides.ClientId };
  await pools.createUser(poolId, 'ada');
});
afterAll(() => pools.close());

const answer = (responses: Answers, ClientId = pool.ClientId) => answerSrp(pools, ClientId, responses);
const refused = (responses: Answers, ClientId?: string) => refusal(answer(responses, ClientId));
/** Begins and answers; gives what it was refused with. */
async function attempt(username: string, more: Answers = {}, to = pool): Promise<[string, string]> {
  return refused((await beginSrp(pools, to, username, more)).answer, to.ClientId);
}

it('needs the flow to be enabled', async () => {
  const { ClientId } = await pools.createClient(pool.poolId);
  expect(await refusal(beginSrp(pools, { ...pool, ClientId }, 'ada'))).toEqual([
    'InvalidParameterException',
    'USER_SRP_AUTH flow not enabled for this client',
  ]);
});

describe('a wrong password', () => {
  it('counts, locks, and is forgotten after the right one', async () => {
    await pools.createUser(pool.poolId, 'barbara');
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await attempt('barbara', badPassword)).toEqual(wrong);
    }
    expect(await attempt('barbara')).toEqual(locked);
    await pools.advance(1.1);
    const begun = await beginSrp(pools, pool, 'barbara');
    expect((await answer(begun.answer)).AuthenticationResult).toBeDefined();
    for (let failure = 1; failure <= 4; failure += 1) {
      expect(await attempt('barbara', badPassword)).toEqual(wrong);
    }
    const again = await beginSrp(pools, pool, 'barbara');
    expect((await answer(again.answer)).AuthenticationResult).toBeDefined();
  });

  it('counts together with those in clear', async () => {
    await pools.createUser(pool.poolId, 'donald');
    const { ClientId } = await pools.createClient(pool.poolId);
    for (let failure = 1; failure <= 3; failure += 1) {
      expect(await attempt('donald', badPassword)).toEqual(wrong);
    }
    for (let failure = 1; failure <= 2; failure += 1) {
      expect(await refusal(pools.signIn(ClientId, 'donald', badPassword.password))).toEqual(wrong);
    }
    expect(await attempt('donald')).toEqual(locked);
  });

  it('ends the secret block', async () => {
    const good = await beginSrp(pools, pool, 'ada');
    const { PASSWORD_CLAIM_SIGNATURE: signature = '' } = good.answer;
    const forged = { ...good.answer, PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32, 1).toString('base64') };
    expect(await refused(forged)).toEqual(wrong);
    expect(await refused({ ...good.answer, PASSWORD_CLAIM_SIGNATURE: signature })).toEqual(invalid);
  });

  it.each([
    ['empty', ''],
    ['short', 'AAAA'],
    ['not Base64', '!!!'],
  ])('is what an %s signature stands for', async (_, PASSWORD_CLAIM_SIGNATURE) => {
    await pools.createUser(pool.poolId, 'edsger');
    const begun = await beginSrp(pools, pool, 'edsger');
    expect(await refused({ ...begun.answer, PASSWORD_CLAIM_SIGNATURE })).toEqual(wrong);
  });
});

describe('the secret block', () => {
  it('is good for one sign-in, also when two answers race', async () => {
    const { answer: right } = await beginSrp(pools, pool, 'ada');
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => answer(right)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const used = ['NotAuthorizedException', 'Invalid session for the user, session can only be used once.'];
    expect(await refused(right)).toEqual(used);
  });

  it('is good for its client only', async () => {
    const begun = await beginSrp(pools, pool, 'ada');
    const other = await pools.createClient(pool.poolId, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    expect(await refused(begun.answer, other.ClientId)).toEqual(invalid);
  });

  it('is good for its user only', async () => {
    await pools.createUser(pool.poolId, 'mallory');
    const begun = await beginSrp(pools, pool, 'ada');
    expect(await refused({ ...begun.answer, USERNAME: 'mallory' })).toEqual(invalid);
  });

  it('cannot be changed, nor given with another Session', async () => {
    const begun = await beginSrp(pools, pool, 'ada');
    const block = begun.answer['PASSWORD_CLAIM_SECRET_BLOCK'] ?? '';
    const changed = `${block.slice(0, 40)}${block[40] === 'A' ? 'B' : 'A'}${block.slice(41)}`;
    expect(await refused({ ...begun.answer, PASSWORD_CLAIM_SECRET_BLOCK: changed })).toEqual(invalid);
    const other = await beginSrp(pools, pool, 'ada');
    const mixed = pools.sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        Session: other.answer['PASSWORD_CLAIM_SECRET_BLOCK'],
        ChallengeResponses: begun.answer,
      }),
    );
    expect(await refusal(mixed)).toEqual(invalid);
    // A client that sends it in both places means the same.
    const both = new RespondToAuthChallengeCommand({
      ClientId: pool.ClientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: block,
      ChallengeResponses: begun.answer,
    });
    expect((await pools.sdk.send(both)).AuthenticationResult).toBeDefined();
  });

  it('has to be answered within seconds', async () => {
    const slow = await beginSrp(pools, pool, 'ada');
    await pools.advance(30);
    expect(await refused(slow.answer)).toEqual(wrong);
    const quick = await beginSrp(pools, pool, 'ada');
    await pools.advance(20);
    expect((await answer(quick.answer)).AuthenticationResult).toBeDefined();
  });

  it.each(['PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP', 'USERNAME'])(
    'survives an answer without %s',
    async (missing) => {
      const begun = await beginSrp(pools, pool, 'ada');
      const rest = { ...begun.answer };
      Reflect.deleteProperty(rest, missing);
      expect(await refused(rest)).toEqual([
        'InvalidParameterException',
        `Missing required parameter ${missing}`,
      ]);
      expect((await answer(begun.answer)).AuthenticationResult).toBeDefined();
    },
  );
});

it('takes no proof of a password that was changed meanwhile', async () => {
  await pools.createUser(pool.poolId, 'alan');
  const begun = await beginSrp(pools, pool, 'alan');
  const setPassword = (Password: string) =>
    pools.sdk.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool.poolId,
        Username: 'alan',
        Password,
        Permanent: true,
      }),
    );
  await setPassword('Better-Horse-8');
  expect(await refused(begun.answer)).toEqual(wrong);
  // Not even when it is the same one again.
  const again = await beginSrp(pools, pool, 'alan', { password: 'Better-Horse-8' });
  await setPassword('Better-Horse-8');
  expect(await refused(again.answer)).toEqual(wrong);
});

describe('the state of an account shows after the proof', () => {
  const states: [string, Partial<UserRecord>, [string, string]][] = [
    ['disabled', { enabled: false }, ['NotAuthorizedException', 'User is disabled.']],
    ['unconfirmed', { status: 'UNCONFIRMED' }, ['UserNotConfirmedException', 'User is not confirmed.']],
    [
      'to be reset',
      { status: 'RESET_REQUIRED' },
      ['PasswordResetRequiredException', 'Password reset required for the user'],
    ],
    [
      'temporary for too long',
      { status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordSetAt: 1 },
      ['NotAuthorizedException', 'Temporary password has expired and must be reset by an administrator.'],
    ],
  ];
  it.each(states)('%s', async (name, changes, told) => {
    const username = name.replaceAll(' ', '-');
    await pools.createUser(pool.poolId, username, changes);
    expect(await attempt(username, badPassword)).toEqual(wrong);
    expect(await attempt(username)).toEqual(told);
  });

  it('somebody without a password is asked for one like everybody else', async () => {
    const user = { ...(await pools.createUser(pool.poolId, 'passkey-only')) };
    Reflect.deleteProperty(user, 'password');
    pools.context.store.users.put(user);
    expect(await attempt('passkey-only')).toEqual(wrong);
  });
});

describe('an unknown user', () => {
  it('is told apart where existence is not hidden', async () => {
    expect(await refusal(beginSrp(pools, pool, 'nobody'))).toEqual([
      'UserNotFoundException',
      'User does not exist.',
    ]);
  });

  it('is asked and refused like a known one where it is', async () => {
    await pools.createUser(pool.poolId, 'known');
    const [known, unknown, again] = await Promise.all(
      ['known', 'nobody', 'nobody'].map((name) => beginSrp(pools, hiding, name, badPassword)),
    );
    const shapeOf = (parameters: Answers = {}) =>
      Object.entries(parameters).map(([key, value]) => [key, /^[0-9a-f]+$/u.test(value)]);
    const parameters = unknown?.challenge.ChallengeParameters;
    expect(shapeOf(parameters)).toEqual(shapeOf(known?.challenge.ChallengeParameters));
    expect(parameters).toMatchObject({ USERNAME: 'nobody', USER_ID_FOR_SRP: 'nobody' });
    expect(parameters?.['SALT']).toBe(again?.challenge.ChallengeParameters?.['SALT']);
    for (const begun of [known, unknown, again]) {
      expect(await refused(begun?.answer ?? {}, hiding.ClientId)).toEqual(wrong);
    }
  });

  it('is locked like a known one', async () => {
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await attempt('no-one', { password: goodPassword }, hiding)).toEqual(wrong);
    }
    expect(await attempt('no-one', {}, hiding)).toEqual(locked);
  });

  it('is not let in by the answer to a challenge that was somebody else’s', async () => {
    const begun = await beginSrp(pools, hiding, 'ada');
    const phantom = await beginSrp(pools, hiding, 'nobody');
    const swapped = { ...phantom.answer, USERNAME: 'ada' };
    expect(await refused(swapped, hiding.ClientId)).toEqual(invalid);
    expect(await refused({ ...begun.answer, USERNAME: 'nobody' }, hiding.ClientId)).toEqual(invalid);
  });
});
