import fc from 'fast-check';
import { runsOf, seed } from './runs';
import { Service } from './service';
import { type Step, steps, Walk } from './walk';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

/** What leads somewhere comes up more often than what ends something. */
const often: readonly Step['kind'][] = [
  ...(['signUp', 'confirm', 'confirm', 'signIn', 'signIn', 'signIn', 'answer', 'answer'] as const),
  ...(['getUser', 'refresh', 'refresh', 'refresh', 'beginByCode', 'adminCreate', 'enable'] as const),
  ...(['forgot', 'confirmForgot', 'confirmForgot', 'changePassword'] as const),
];
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...often, ...(Object.keys(steps) as Step['kind'][])),
  who: fc.constantFrom(0, 0, 0, 1, 1, 2),
  pick: fc.nat(30),
  given: fc.constantFrom('right', 'right', 'right', 'right', 'wrong', 'old'),
});

it(
  'answers everybody at all times what the past allows, and nothing about anybody else',
  async () => {
    const walk = async (taken: readonly Step[]): Promise<void> => {
      const walk = new Walk(service);
      for (const one of taken) await walk.take(one);
      await walk.tryEverything();
    };
    const sequences = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });
    await fc.assert(fc.asyncProperty(sequences, walk), { seed, numRuns: runsOf(40), endOnFailure: false });
  },
  runsOf(40) * 2000,
);
