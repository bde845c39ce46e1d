import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { Registration } from './registration';
import { type PoolUnderTest, refusal, secretHash } from './support';

let people: Registration;
let poolId: string;
let choosing: Awaited<ReturnType<PoolUnderTest['createClient']>>;
let counter = 0;

beforeAll(async () => {
  people = await Registration.start();
  ({ poolId } = people);
  choosing = await people.pools.createClient(poolId, {
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
  });
});
afterAll(() => people.pools.close());

const proof = (username: string) => ({
  ClientId: choosing.ClientId,
  SecretHash: secretHash(username, choosing),
});
const codeFor = (username: string): string => people.pools.lastMessage(`${username}@example.com`).code ?? '';

/** A new user and the Session of the sign-up. */
async function signedUp(): Promise<{ username: string; sub: string; session: string }> {
  const username = `chooser${++counter}`;
  const { Session, UserSub } = await people.signUp(username, proof(username));
  return { username, sub: UserSub ?? '', session: Session ?? '' };
}

/** A confirmed user and the Session of the confirmation. */
async function confirmed(): Promise<{ username: string; sub: string; session: string }> {
  const { username, sub, session } = await signedUp();
  const { Session } = await people.confirm(username, codeFor(username), {
    ...proof(username),
    Session: session,
  });
  return { username, sub, session: Session ?? '' };
}

const begin = (Session: string, ClientId = choosing.ClientId): Promise<InitiateAuthCommandOutput> =>
  people.pools.sdk.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', Session, AuthParameters: {} }),
  );

const INVALID = ['NotAuthorizedException', 'Invalid session for the user.'];

it('signs in right after confirmation, without a further factor', async () => {
  const { sub, session } = await confirmed();
  const { AuthenticationResult, ChallengeName } = await begin(session);
  expect(ChallengeName).toBeUndefined();
  expect(AuthenticationResult).toMatchObject({
    TokenType: 'Bearer',
    AccessToken: expect.any(String) as string,
  });
  expect(people.pools.user(sub).status).toBe('CONFIRMED');
});

it('is good once, of twenty at the same time', async () => {
  const { session } = await confirmed();
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => begin(session)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('does not sign in before the confirmation', async () => {
  const { session } = await signedUp();
  expect(await refusal(begin(session))).toEqual(INVALID);
});

it('is for one client', async () => {
  const { session } = await confirmed();
  const other = await people.pools.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] });
  expect(await refusal(begin(session, other.ClientId))).toEqual(INVALID);
});

it('ends with the time of a session', async () => {
  const { session } = await confirmed();
  people.pools.context.clock.advance(181);
  expect(await refusal(begin(session))).toEqual(INVALID);
});

it('a confirmation with the Session of somebody else confirms, and signs nobody in', async () => {
  const [mine, yours] = [await signedUp(), await signedUp()];
  const answer = await people.confirm(mine.username, codeFor(mine.username), {
    ...proof(mine.username),
    Session: yours.session,
  });
  expect(answer.Session).toBeUndefined();
  expect(people.pools.user(mine.sub).status).toBe('CONFIRMED');
});

it('a client without choice-based sign-in gets no Session', async () => {
  const { Session } = await people.signUp('plain');
  expect(Session).toBeUndefined();
});
