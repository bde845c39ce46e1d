import { AppError } from '../common/errors/app-error';
import { NotSent } from './breaker';
import { Bulkhead } from './bulkhead';

const never = (): AbortSignal => new AbortController().signal;

/** Calls that end when they are told to. */
class Calls {
  readonly begun: number[] = [];
  private readonly ends: (() => void)[] = [];

  constructor(private readonly bulkhead: Bulkhead) {}

  start(operation: string, signal = never()): Promise<number> {
    const number = this.ends.push(() => undefined) - 1;
    return this.bulkhead.run(operation, signal, () => {
      this.begun.push(number);
      return new Promise((resolve) => {
        this.ends[number] = () => {
          resolve(number);
        };
      });
    });
  }

  end(number: number): void {
    this.ends[number]?.();
  }
}

let bulkhead: Bulkhead;
let calls: Calls;
beforeEach(() => {
  bulkhead = new Bulkhead();
  calls = new Calls(bulkhead);
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('48 calls of an operation are under way, the others wait for their turn, and no other operation waits', async () => {
  for (let count = 0; count < 60; count++) void calls.start('InitiateAuth');
  void calls.start('GetUser');
  expect(calls.begun).toEqual([...Array.from({ length: 48 }, (_, number) => number), 60]);
  calls.end(3);
  calls.end(7);
  await settled();
  expect(calls.begun.slice(-2)).toEqual([48, 49]);
});

it('one who waits for 512 others is told at once', async () => {
  for (let count = 0; count < 560; count++) void calls.start('InitiateAuth');
  const refused = calls.start('InitiateAuth');
  await expect(refused).rejects.toMatchObject({ code: 'upstream_unavailable', retryAfter: 1 });
  await expect(refused).rejects.toMatchObject({ cause: expect.any(NotSent) as unknown });
  expect(calls.begun).toHaveLength(48);
});

it('who gives up waiting is passed over, and leaves his place in the line', async () => {
  for (let count = 0; count < 48; count++) void calls.start('InitiateAuth');
  const patience = new AbortController();
  const given = calls.start('InitiateAuth', patience.signal);
  void calls.start('InitiateAuth');
  patience.abort(new AppError('upstream_timeout'));
  await expect(given).rejects.toMatchObject({ code: 'upstream_timeout' });
  calls.end(0);
  await settled();
  expect(calls.begun.at(-1)).toBe(49);
});

it('a call that fails leaves its place as well', async () => {
  for (let count = 0; count < 500; count++) {
    const failing = bulkhead.run('InitiateAuth', never(), () => Promise.reject(new Error('x')));
    await expect(failing).rejects.toThrow('x');
  }
  const [one, two] = [calls.start('InitiateAuth'), calls.start('InitiateAuth')];
  calls.end(0);
  calls.end(1);
  expect(await Promise.all([one, two])).toEqual([0, 1]);
});
