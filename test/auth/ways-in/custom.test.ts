import type { TriggerEvent } from '../../../local-pool/triggers/event';
import { expectData, expectProblem, SIGNED_IN } from '../../support/answers';
import { type PoolServer, startPoolServer } from './pool-server';
import { asking, BY_EMAIL, type Challenge, Site } from './site';
import { riddles, RIDDLES } from './sites';

/** What the function that verifies was told by the app. */
const metadata: unknown[] = [];
let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer({
    ...riddles,
    Verify: (event: TriggerEvent) => {
      metadata.push(event.request['clientMetadata']);
      return riddles.Verify(event);
    },
  });
  site = await Site.open(server, {
    pool: { ...BY_EMAIL, LambdaConfig: RIDDLES },
    client: {
      GenerateSecret: true,
      PreventUserExistenceErrors: 'ENABLED',
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
    },
  });
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

const riddle = (round: number): object =>
  asking({ name: 'CUSTOM_CHALLENGE', parameters: { riddle: `riddle-${round}` }, answer: ['answer'] });
const begin = async (): Promise<Challenge> => site.begin(await site.person(), { method: 'custom' });

it('a wrong answer leads to the next riddle, and the answer before cannot be mended', async () => {
  const first = await begin();
  expect(first).toEqual(riddle(1));
  const second = await site.answer(first.session, { answer: 'no idea' });
  expectData(second, 200, riddle(2));
  expectProblem(await site.answer(first.session, { answer: 'answer-1' }), 401, 'session_expired');
  const { session } = second.body.data as Challenge;
  expectData(await site.answer(session, { answer: 'answer-2' }), 200, SIGNED_IN);
});

it('ends when the functions have heard enough', async () => {
  const second = await site.goOn(await begin(), { answer: 'no' });
  const third = await site.goOn(second, { answer: 'no' });
  expectProblem(await site.answer(third.session, { answer: 'no' }), 401, 'invalid_credentials');
  expectProblem(await site.answer(third.session, { answer: 'answer-3' }), 401, 'session_expired');
});

it('hands what the app says to the functions', async () => {
  const { session } = await begin();
  const body = { session, answer: { answer: 'answer-1' }, clientMetadata: { shop: 'north' } };
  expectData(await site.instance.post('/v1/auth/challenge', body), 200, SIGNED_IN);
  expect(metadata.at(-1)).toEqual({ shop: 'north' });
});

it('asks somebody unknown like anybody else', async () => {
  const [known, unknown] = [await site.person(), site.stranger()];
  let steps = await Promise.all([known, unknown].map((one) => site.begin(one, { method: 'custom' })));
  for (const round of [1, 2]) {
    expect(steps).toEqual([riddle(round), riddle(round)]);
    steps = await Promise.all(steps.map((step) => site.goOn(step, { answer: 'no' })));
  }
  for (const { session } of steps) {
    expectProblem(await site.answer(session, { answer: 'no' }), 401, 'invalid_credentials');
  }
});
