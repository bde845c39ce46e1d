import { categoryOf as poolCategoryOf, defaultRates } from '../../local-pool/quotas/categories';
import { Metrics } from '../common/observability/metrics';
import { AppError } from '../common/errors/app-error';
import { NotSent } from './breaker';
import { patiently } from './bulk';
import { operationOf } from './call-metrics';
import { commandTable } from './commands';
import { Pace } from './pace';
import { categoryOf, defaultQuotas, uncategorised } from './quotas';

let pace: Pace;
beforeEach(() => {
  jest.useFakeTimers();
  pace = new Pace({}, 1, new Metrics(false));
});
afterEach(() => {
  pace.close();
  jest.useRealTimers();
});

/** How many of these calls have their turn within a time. */
class Run {
  sent = 0;
  failed: AppError[] = [];

  start(count: number, operation: string, input: () => object = () => ({})): this {
    for (let call = 0; call < count; call++) {
      const given = input();
      pace.markBulk(given);
      pace.turn(operation, given).then(
        () => {
          pace.spend(operation, given);
          this.sent += 1;
        },
        (error: unknown) => this.failed.push(error as AppError),
      );
    }
    return this;
  }
}

const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000);
/** Tens of calls a second, after ten seconds. */
const tensOf = ({ sent }: Run): number => Math.round(sent / 100);
const people = (count: number, operation: string, input: object = {}): void => {
  for (let call = 0; call < count; call++) pace.spend(operation, input);
};

it('a bulk run gets 97 % of a quota that nobody else uses', async () => {
  const run = new Run().start(2000, 'AdminCreateUser');
  await seconds(20);
  expect(run.sent / 20).toBeGreaterThan(0.96 * 50);
  expect(run.sent / 20).toBeLessThan(0.98 * 50);
});

it('people are not made to wait, and a bulk run waits for what they have used', async () => {
  people(45, 'SignUp');
  const run = new Run().start(200, 'AdminCreateUser');
  await seconds(0.7);
  expect(run.sent).toBe(0);
  await seconds(1);
  expect(run.sent).toBeGreaterThan(40);
});

it('what people are refused beyond the quota is not held against a bulk run', async () => {
  people(5000, 'SignUp');
  const run = new Run().start(200, 'AdminCreateUser');
  await seconds(2);
  expect(run.sent).toBeGreaterThan(40);
});

it('a category waits for no other', async () => {
  people(1000, 'SignUp');
  const run = new Run().start(30, 'ListUsers');
  await seconds(1.1);
  expect(run.sent).toBe(30);
});

it('answers to challenges have three times the allowance of sign-ins, and new passwords that of passwords', async () => {
  const answers = new Run().start(5000, 'AdminRespondToAuthChallenge');
  const passwords = new Run().start(2000, 'AdminRespondToAuthChallenge', () => ({
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
  }));
  const signIns = new Run().start(2000, 'AdminInitiateAuth');
  await seconds(10);
  expect([answers, passwords, signIns].map(tensOf)).toEqual([35, 3, 12]);
});

it('an operation on groups gets five a second, and all of them what their category has', async () => {
  const created = new Run().start(200, 'CreateGroup');
  await seconds(4);
  expect([19, 20, 21]).toContain(created.sent);
  const others = ['UpdateGroup', 'DeleteGroup', 'CreateUserImportJob', 'StartUserImportJob'];
  const runs = others.map((operation) => new Run().start(200, operation));
  const before = created.sent;
  await seconds(4);
  const all = runs.reduce((sum, { sent }) => sum + sent, created.sent - before);
  expect(Math.round(all / 4)).toBe(15);
});

it('raised quotas and the share of an instance count', async () => {
  pace = new Pace({ UserCreation: 200 }, 0.25, new Metrics(false));
  const [created, read] = [new Run().start(2000, 'AdminCreateUser'), new Run().start(2000, 'AdminGetUser')];
  await seconds(10);
  expect([created, read].map(tensOf)).toEqual([5, 3]);
});

it('operations of no known category are sent at once', async () => {
  const run = new Run().start(500, 'AdminListUserSessions');
  await seconds(0);
  expect(run.sent).toBe(500);
});

it.each([
  ['bulk call', 10],
  ["person's call", 70],
])('a throttled %s slows a bulk run down, and %i seconds later all is as before', async (who, later) => {
  const input = {};
  if (who === 'bulk call') pace.markBulk(input);
  for (let call = 0; call < 10; call++) pace.throttled('AdminCreateUser', input);
  const slowed = new Run().start(60, 'AdminCreateUser');
  await seconds(1);
  expect(slowed.sent).toBeGreaterThan(20);
  expect(slowed.sent).toBeLessThan(40);
  await seconds(later);
  expect(slowed.sent).toBe(60);
  const run = new Run().start(60, 'AdminCreateUser');
  await seconds(1);
  expect(run.sent).toBeGreaterThan(46);
});

it('people who are throttled because they are too many do not slow a bulk run down', async () => {
  people(70, 'SignUp');
  pace.throttled('SignUp', {});
  await seconds(1.1);
  const run = new Run().start(60, 'AdminCreateUser');
  await seconds(1);
  expect(run.sent).toBeGreaterThan(46);
});

it('throttling again and again leaves a tenth', async () => {
  const input = {};
  pace.markBulk(input);
  for (let times = 0; times < 100; times++) {
    pace.throttled('AdminCreateUser', input);
    await seconds(0.3);
  }
  const run = new Run().start(1000, 'AdminCreateUser');
  await seconds(0.5);
  expect(run.sent).toBeLessThan(5);
});

it('a call whose turn does not come within a minute is told so', async () => {
  people(60, 'SignUp');
  const run = new Run().start(1, 'AdminCreateUser');
  for (let second = 0; second < 60; second++) {
    await seconds(1);
    people(60, 'SignUp');
  }
  await seconds(1);
  expect(run.failed).toMatchObject([{ code: 'upstream_throttled', cause: expect.any(NotSent) as unknown }]);
  expect(jest.getTimerCount()).toBe(0);
});

it('nobody waits any longer when the service stops', async () => {
  const run = new Run().start(500, 'AdminCreateUser');
  await seconds(1);
  pace.close();
  run.start(1, 'AdminCreateUser');
  await seconds(0);
  expect(run.failed).toHaveLength(501 - run.sent);
  expect(run.failed[0]).toMatchObject({ code: 'upstream_unavailable' });
  expect(jest.getTimerCount()).toBe(0);
});

describe('a bulk call', () => {
  const notSent = new AppError('upstream_unavailable', { retryAfter: 2, cause: new NotSent('x') });
  /** Fails with each of these, and then succeeds. */
  const failing = (...failures: Error[]) =>
    jest.fn(() => {
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
    });

  it('is made again when it was throttled or not sent', async () => {
    const attempt = failing(new AppError('upstream_throttled'), notSent, new AppError('upstream_throttled'));
    const repeated = jest.fn();
    const done = patiently(attempt, pace, repeated);
    await seconds(2);
    expect(await done).toBe('done');
    expect(repeated).toHaveBeenCalledTimes(3);
  });

  it('is not made again when it may have taken place, or was refused', async () => {
    for (const code of ['upstream_timeout', 'upstream_unavailable', 'username_exists'] as const) {
      const attempt = failing(new AppError(code));
      await expect(patiently(attempt, pace, jest.fn())).rejects.toMatchObject({ code });
      expect(attempt).toHaveBeenCalledTimes(1);
    }
  });

  it('fails after a minute', async () => {
    const attempt = jest.fn(() => Promise.reject(notSent));
    const failed = expect(patiently(attempt, pace, jest.fn())).rejects.toBe(notSent);
    await seconds(60);
    await failed;
    expect(attempt.mock.calls.length).toBeGreaterThan(29);
    expect(attempt.mock.calls.length).toBeLessThan(62);
  });

  it('fails when the service stops', async () => {
    const attempt = jest.fn(() => Promise.reject(notSent));
    const failed = expect(patiently(attempt, pace, jest.fn())).rejects.toBe(notSent);
    await seconds(0);
    pace.close();
    await failed;
  });
});

describe('the table of quotas', () => {
  const operations = Object.keys(commandTable).map(operationOf);

  it.each(operations)('has %s in the category that the embedded pool has it in', (operation) => {
    expect(categoryOf(operation, {})).toBe(poolCategoryOf(operation));
  });

  it('names what has no category, and nothing that is not used', () => {
    expect([...uncategorised].sort()).toEqual(
      operations.filter((operation) => poolCategoryOf(operation) === undefined).sort(),
    );
  });

  it('has the rates that the embedded pool has', () => {
    expect(defaultRates).toMatchObject(defaultQuotas);
  });
});
