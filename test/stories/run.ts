import { Gatehouse } from '../support/gatehouse';
import { inWords, settings } from './settings';
import { Story } from './story';

/** How many files share the stories, so that they run side by side. */
const SHARES = 2;

/** Declares a test for every story of a share. */
export function tellShare(share: number): void {
  let gatehouse: Gatehouse;
  beforeAll(async () => {
    gatehouse = await Gatehouse.start();
  });
  afterAll(() => gatehouse.close());

  const own = settings.filter((_, index) => index % SHARES === share);
  it.each(own.map((one) => [inWords(one), one] as const))('%s', async (_, of) => {
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
