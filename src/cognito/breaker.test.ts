import { AppError } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';
import type { Log } from '../common/observability/log';
import { Metrics } from '../common/observability/metrics';
import { Breaker, NotSent } from './breaker';

let now: number;
let lines: [object, string][];
let breaker: Breaker;
beforeEach(() => {
  now = 1_000_000;
  lines = [];
  const log = { warn: (which: object, message: string) => lines.push([which, message]) };
  breaker = new Breaker(10, new Metrics(false), log as unknown as Log, () => now);
});

const failing = (code: ErrorCode) => () => Promise.reject(new AppError(code));

/** What became of a call: `ok`, a code, or `not sent`. */
const outcome = async (operation: string, call: () => Promise<unknown>): Promise<string> => {
  try {
    await breaker.run(operation, call);
    return 'ok';
  } catch (error) {
    const { cause, code } = error as AppError;
    return cause instanceof NotSent ? 'not sent' : code;
  }
};
const ok = (operation = 'GetUser') => outcome(operation, () => Promise.resolve());
const fault = (operation = 'GetUser', code: ErrorCode = 'upstream_unavailable') =>
  outcome(operation, failing(code));
const faults = async (count: number, operation = 'GetUser', code?: ErrorCode): Promise<string[]> => {
  const outcomes: string[] = [];
  while (outcomes.length < count) outcomes.push(await fault(operation, code));
  return outcomes;
};

it.each<ErrorCode>(['upstream_unavailable', 'upstream_timeout', 'upstream_invalid_response'])(
  'ten calls that come to %s stop the eleventh',
  async (code) => {
    expect(await faults(11, 'GetUser', code)).toEqual([
      ...Array.from({ length: 10 }, () => code),
      'not sent',
    ]);
  },
);

it.each<ErrorCode>([
  'upstream_throttled',
  'upstream_refused',
  'operation_refused',
  'invalid_credentials',
  'too_many_attempts',
  'service_misconfigured',
  'internal_error',
])('any number of calls that come to %s stops none', async (code) => {
  await faults(100, 'GetUser', code);
  expect(await ok()).toBe('ok');
});

it('what fails otherwise is no fault of Cognito', async () => {
  for (let count = 0; count < 20; count++)
    await outcome('GetUser', () => Promise.reject(new Error('x'))).catch(() => undefined);
  expect(await ok()).toBe('ok');
});

it('who is stopped is told when the next call may try, in seconds', async () => {
  await faults(10);
  now += 500;
  await expect(breaker.run('GetUser', ok)).rejects.toMatchObject({
    code: 'upstream_unavailable',
    status: 503,
    retryAfter: 2,
  });
  now += 600;
  await expect(breaker.run('GetUser', ok)).rejects.toMatchObject({ retryAfter: 1 });
  expect(() => {
    breaker.admit('GetUser');
  }).toThrow('upstream_unavailable');
});

it('a fifth of answers keeps the way open', async () => {
  for (let round = 0; round < 20; round++) {
    expect(await ok()).toBe('ok');
    expect(await faults(3)).not.toContain('not sent');
  }
});

it('nine of ten calls that fail stop the next', async () => {
  await ok();
  await faults(10);
  expect(await fault()).toBe('not sent');
});

it('many answers of a moment ago keep the way open for no more than a second without any', async () => {
  for (let count = 0; count < 1000; count++) await ok();
  expect(await faults(20)).not.toContain('not sent');
  now += 999;
  expect(await faults(2)).not.toContain('not sent');
  now += 1;
  expect(await faults(2)).toEqual(['upstream_unavailable', 'not sent']);
});

it('one answer among faults keeps the way open', async () => {
  for (let count = 0; count < 1000; count++) await ok();
  for (let round = 0; round < 5; round++) {
    expect(await faults(20)).not.toContain('not sent');
    now += 1000;
    expect(await ok()).toBe('ok');
  }
});

it('faults of more than ten seconds ago are forgotten', async () => {
  await faults(9);
  now += 10_001;
  expect(await faults(9)).not.toContain('not sent');
  now += 4000;
  expect(await faults(2)).toEqual(['upstream_unavailable', 'not sent']);
});

it('calls under way count for nothing', async () => {
  const hanging = Array.from({ length: 1000 }, () => outcome('GetUser', () => new Promise(() => undefined)));
  await faults(10);
  expect(await ok()).toBe('not sent');
  expect(hanging).toHaveLength(1000);
});

it('every two seconds one call tries, and the first that is answered lets all through', async () => {
  await faults(10);
  now += 1999;
  expect(await fault()).toBe('not sent');
  now += 1;
  expect(await faults(3)).toEqual(['upstream_unavailable', 'not sent', 'not sent']);
  now += 2000;
  expect([await ok(), await ok(), await fault(), await ok()]).toEqual([
    'ok',
    'ok',
    'upstream_unavailable',
    'ok',
  ]);
});

it('a refusal shows as well that Cognito is there', async () => {
  await faults(10);
  now += 2000;
  await fault('GetUser', 'invalid_credentials');
  expect(await ok()).toBe('ok');
});

it('a try that hangs puts no other off', async () => {
  await faults(10);
  now += 2000;
  void outcome('GetUser', () => new Promise(() => undefined));
  expect(await ok()).toBe('not sent');
  now += 2000;
  expect([await ok(), await ok()]).toEqual(['ok', 'ok']);
});

it('a try may take longer than the next one takes to come', async () => {
  await faults(10);
  now += 2000;
  let answer = (): void => undefined;
  const slow = outcome('GetUser', () => new Promise<void>((resolve) => (answer = resolve)));
  now += 2000;
  expect(await fault()).toBe('upstream_unavailable');
  answer();
  expect([await slow, await ok()]).toEqual(['ok', 'ok']);
});

it('what was begun before says nothing about the time after', async () => {
  let late = (): void => undefined;
  const begun = Array.from({ length: 20 }, () =>
    outcome(
      'GetUser',
      () =>
        new Promise((_, reject) => {
          const before = late;
          late = () => {
            before();
            reject(new AppError('upstream_timeout'));
          };
        }),
    ),
  );
  await faults(10);
  now += 2000;
  expect(await ok()).toBe('ok');
  late();
  await Promise.all(begun);
  expect(await ok()).toBe('ok');
});

describe('an operation that is ill alone', () => {
  it('stops itself and no other, although nothing else is called', async () => {
    await faults(50, 'InitiateAuth', 'upstream_timeout');
    expect([await ok('InitiateAuth'), await ok('GetUser')]).toEqual(['not sent', 'ok']);
  });

  it('stays stopped while others are answered', async () => {
    await faults(10, 'InitiateAuth');
    for (let count = 0; count < 50; count++) await ok();
    expect(await ok('InitiateAuth')).toBe('not sent');
  });
});

describe('two operations that fail with nothing answered in between', () => {
  beforeEach(async () => {
    await faults(5, 'InitiateAuth');
    await faults(5, 'GetUser');
  });

  it('stop all', async () => {
    expect([await ok('SignUp'), await ok('InitiateAuth')]).toEqual(['not sent', 'not sent']);
  });

  it('and any that is answered opens the way to all', async () => {
    now += 2000;
    expect(await ok('SignUp')).toBe('ok');
    expect([await ok('InitiateAuth'), await ok('GetUser')]).toEqual(['ok', 'ok']);
  });
});

it('one answer in ten seconds keeps the way to other operations open', async () => {
  await ok('ListUsers');
  await faults(9, 'InitiateAuth');
  await faults(9, 'GetUser');
  expect(await ok('SignUp')).toBe('ok');
});

it('the log has the beginning and the end of it, and no word of each try', async () => {
  await faults(11, 'InitiateAuth');
  now += 2000;
  await fault('InitiateAuth');
  now += 2000;
  await ok('InitiateAuth');
  expect(lines).toEqual([
    [{ operation: 'InitiateAuth' }, 'Cognito does not answer, calls are refused'],
    [{ operation: 'InitiateAuth' }, 'Cognito answers again'],
  ]);
});

it('never stops anything when it is off', async () => {
  breaker = new Breaker(0, new Metrics(false), undefined, () => now);
  expect(await faults(100)).not.toContain('not sent');
});
