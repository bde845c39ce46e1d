import { MAGIC_LINK_SENDER, type MagicLinkMessage } from '../../src/triggers/magic-link/magic-link-sender';
import { RedisServer } from '../support/redis-server';
import { eventOf, type PlainEvent, triggersOf } from '../triggers/events';

type Running = Awaited<ReturnType<typeof triggersOf>>;

const sent: MagicLinkMessage[] = [];
let redis: RedisServer;
/** Two instances of the function, as Lambda starts them when calls come at the same time. */
let instances: Running[];
beforeAll(async () => {
  redis = await RedisServer.start();
  const sender = { send: (message: MagicLinkMessage) => Promise.resolve(void sent.push(message)) };
  const start = () =>
    triggersOf([{ provide: MAGIC_LINK_SENDER, useValue: sender }], {
      MAGIC_LINK_URL: 'https://app.example.com/sign-in',
      REDIS_URL: redis.url,
      REDIS_TIMEOUT_MS: '2000',
      SESSION_SECRET: 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei',
    });
  instances = await Promise.all([start(), start()]);
});
beforeEach(() => {
  sent.length = 0;
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await redis.close();
});

const serve = (event: PlainEvent): Promise<PlainEvent[]> =>
  Promise.all(instances.map(async (instance) => (await instance.serve(event)) as PlainEvent));
const secretOf = (message: MagicLinkMessage | undefined): string =>
  message?.link.split('#magicLink=')[1] ?? 'no link';
const verify = (made: PlainEvent | undefined): PlainEvent =>
  eventOf('VerifyAuthChallengeResponse_Authentication', {
    privateChallengeParameters: made?.response.privateChallengeParameters,
    challengeAnswer: secretOf(sent[0]),
  });

it('two instances that Cognito asks at once send one link, and both know it', async () => {
  const made = await serve(eventOf('CreateAuthChallenge_Authentication'));
  expect(sent.length).toBe(1);
  expect((await serve(verify(made[0]))).map(({ response }) => response.answerCorrect)).toEqual([true, true]);
  expect((await serve(verify(made[1]))).map(({ response }) => response.answerCorrect)).toEqual([
    false,
    false,
  ]);
});

it('nothing that Redis holds is a link, nor says whose it is', async () => {
  await serve(eventOf('CreateAuthChallenge_Authentication', { clientMetadata: { other: 'time' } }));
  const held = await redis.operate(async (client) => {
    const keys = (await client.keys('*once:*')).toSorted();
    return [...keys, ...(await client.mGet(keys))].join(' ');
  });
  expect(held).toContain('magic-link-seed:');
  expect(held).not.toContain('ada');
  expect(held).not.toContain(secretOf(sent[0]));
});

it('without Redis each instance decides alone, and nobody is refused', async () => {
  await redis.kill();
  const made = await serve(
    eventOf('CreateAuthChallenge_Authentication', { clientMetadata: { later: 'on' } }),
  );
  expect(made.map(({ response }) => response.publicChallengeParameters.kind)).toEqual([
    'MAGIC_LINK',
    'MAGIC_LINK',
  ]);
  expect(sent.length).toBe(2);
});
