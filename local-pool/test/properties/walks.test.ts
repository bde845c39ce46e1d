import fc from 'fast-check';
import { longest, settings } from './runs';
import { Service } from './service';
import { take, tryEverything } from './steps';
import { type Step, Walk } from './walk';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

const step: fc.Arbitrary<Step> = fc.record({
  choice: fc.nat(1000),
  sensible: fc.constantFrom(true, true, true, true, true, false),
  who: fc.constantFrom(0, 0, 0, 1, 1, 2),
  pick: fc.nat(30),
  given: fc.constantFrom('right', 'right', 'right', 'right', 'wrong', 'old'),
});

it(
  'answers everybody at all times what the past allows, and nothing about anybody else',
  async () => {
    const walk = async (taken: readonly Step[]): Promise<void> => {
      const walk = new Walk(service);
      for (const one of taken) await take(walk, one);
      await tryEverything(walk);
    };
    const sequences = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });
    await fc.assert(fc.asyncProperty(sequences, walk), settings(40));
  },
  longest(40),
);
