import { setImmediate as turn } from 'node:timers/promises';
import { Turns } from './turns';

/** As many as are begun in a turn, and one that has to wait. */
function fill(turns: Turns, begun: number[] = []): number {
  let count = 0;
  while (turns.wait() === 0) {
    const number = count++;
    turns.take(() => begun.push(number));
  }
  return count - 1;
}

/** Keeps the event loop busy. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('turns', () => {
  it('begin what there is time for at once, and the others in their order', async () => {
    const turns = new Turns();
    const begun: number[] = [];
    const quota = fill(turns, begun);
    expect(begun).toHaveLength(quota);
    for (let number = quota + 1; number < 3 * quota; number++) turns.take(() => begun.push(number));
    expect(begun).toHaveLength(quota);
    await turn();
    expect(begun.length).toBeGreaterThan(quota);
    while (turns.wait() > 0) await turn();
    expect(begun).toEqual(Array.from({ length: 3 * quota }, (_, number) => number));
  });

  it('know how long one will wait who comes now, by how many wait', () => {
    const turns = new Turns();
    const quota = fill(turns);
    for (let more = 1; more < quota * 5; more++) turns.take(() => undefined);
    // Five turns of 10 ms.
    expect(turns.wait()).toBeGreaterThanOrEqual(50);
  });

  it('know how long somebody has waited, when it takes longer than was thought', () => {
    const turns = new Turns();
    fill(turns);
    work(70);
    expect(turns.wait()).toBeGreaterThanOrEqual(70);
  });

  it('begin less when turns take too long, and more when there is time', async () => {
    const turns = new Turns();
    const first = fill(turns);
    work(100);
    await turn();
    while (turns.wait() > 0) await turn();
    const slow = fill(turns);
    expect(slow).toBeLessThan(first);
    let quick = 0;
    for (let round = 0; round < 200 && quick <= slow; round++) {
      while (turns.wait() > 0) await turn();
      quick = fill(turns);
    }
    expect(quick).toBeGreaterThan(slow);
  });

  it('let nobody wait when there is time', async () => {
    const turns = new Turns();
    for (let round = 0; round < 5; round++) {
      let begun = false;
      turns.take(() => (begun = true));
      expect({ begun, wait: turns.wait() }).toEqual({ begun: true, wait: 0 });
      await turn();
    }
  });
});
