import type { Environment } from '../common/config/environment';
import { AppError } from '../common/errors/app-error';
import { Metrics } from '../common/observability/metrics';
import { AnswerTimes } from './answer-times';

const times = (changes: Partial<Environment> = {}): AnswerTimes =>
  new AnswerTimes({ ACCOUNT_EXISTENCE: 'hidden', ...changes } as Environment, metrics);
const metrics = new Metrics(false);

/** A step that comes to something after so many milliseconds. */
const after = <T>(ms: number, what: T): (() => Promise<T>) =>
  jest.fn(
    () =>
      new Promise<T>((resolve, reject) => {
        setTimeout(() => {
          if (what instanceof Error) reject(what);
          else resolve(what);
        }, ms);
      }),
  );

/** When something is over, in milliseconds, and what came of it. */
async function ended(of: Promise<unknown>): Promise<[number, unknown]> {
  const begun = performance.now();
  const outcome = of.then(
    (value) => value,
    (error: unknown) => error,
  );
  const over = outcome.then((value): [number, unknown] => [performance.now() - begun, value]);
  await jest.runAllTimersAsync();
  return over;
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it.each([
  [3, 250],
  [249, 250],
  [251, 500],
  [749, 750],
])('an answer that took %d ms leaves after %d', async (taken, leaves) => {
  expect(await ended(times({ HIDDEN_ANSWER_MS: 250 }).even(after(taken, 'answer')))).toEqual([
    leaves,
    'answer',
  ]);
});

it('a refusal leaves at an even time as well, 500 ms when nothing is set', async () => {
  const refusal = new AppError('invalid_credentials');
  expect(await ended(times().even(after(20, refusal)))).toEqual([500, refusal]);
});

it.each([new AppError('upstream_timeout'), new AppError('upstream_unavailable'), new Error('x')])(
  'a fault leaves at once',
  async (fault) => {
    expect(await ended(times().even(after(20, fault)))).toEqual([20, fault]);
  },
);

it('what is for the owner leaves at once', async () => {
  const owners = (answer: string): boolean => answer === 'tokens';
  expect(await ended(times().even(after(20, 'tokens'), owners))).toEqual([20, 'tokens']);
  expect(await ended(times().even(after(20, 'challenge'), owners))).toEqual([500, 'challenge']);
});

it('what is done besides is not waited for', async () => {
  expect(await ended(times().besides(after(20, undefined)()))).toEqual([0, undefined]);
});

it.each<Partial<Environment>>([{ ACCOUNT_EXISTENCE: 'revealed' }, { HIDDEN_ANSWER_MS: 0 }])(
  'with %p everything leaves as soon as it is there',
  async (changes) => {
    expect(await ended(times(changes).even(after(20, 'answer')))).toEqual([20, 'answer']);
    expect(await ended(times(changes).besides(after(20, undefined)()))).toEqual([20, undefined]);
  },
);

it('answers that are late are counted', async () => {
  const count = jest.spyOn(metrics, 'count');
  await ended(times().even(after(499, 'answer')));
  expect(count).not.toHaveBeenCalled();
  await ended(times().even(after(501, 'answer')));
  expect(count.mock.calls).toEqual([['gatehouse_hidden_answers_late_total', {}]]);
});
