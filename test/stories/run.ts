import { Gatehouse } from '../support/gatehouse';
import { inWords, shareOf } from './settings';
import { Story } from './story';

/** Declares a test for every story of a share. */
export function tellShare(share: number): void {
  let gatehouse: Gatehouse;
  beforeAll(async () => {
    gatehouse = await Gatehouse.start();
  });
  afterAll(() => gatehouse.close());

  it.each(shareOf(share).map((one) => [inWords(one), one] as const))('%s', async (_, of) => {
    const story = await Story.begin(gatehouse, of);
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
}
