import { Recorder } from '../canary/recorder';
import { Gatehouse } from '../support/gatehouse';
import { inWords, shareOf } from './settings';
import { Story } from './story';

/** Declares a test for every story of a share. */
export function tellShare(share: number): void {
  const recorder = new Recorder();
  let gatehouse: Gatehouse;
  beforeAll(async () => {
    gatehouse = await Gatehouse.start();
  });
  afterAll(() => gatehouse.close());

  it.each(shareOf(share).map((one) => [inWords(one), one] as const))('%s', async (_, of) => {
    const story = await Story.begin(gatehouse, of, recorder);
    try {
      await story.reads();
      await story.signsUp();
      await story.signsIn();
      await story.signsInBySrp();
      await story.setsUpAnApp();
      await story.refreshes();
      await story.changes();
      await story.recovers();
      await story.signsOutEverywhere();
      await story.leaves();
    } finally {
      await story.end();
    }
  });

  it('no secret was printed, nor answered where it has no business', () => {
    expect(recorder.lines('log')).toBeGreaterThan(500);
    expect(recorder.leaks()).toEqual([]);
  });
}
