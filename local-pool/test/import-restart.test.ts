import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Importing, person } from './imports';
import { PoolUnderTest } from './support';

const many = (count: number) => Array.from({ length: count }, (_, index) => person(`u${index}`));

describe('a restart', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pool-imports-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('goes on with a job where it was', async () => {
    const before = await PoolUnderTest.start({ data: folder });
    const importing = await Importing.into(before);
    const job = await importing.create();
    await importing.upload(job, await importing.file(many(4000)));
    await importing.start(job);
    while (((await importing.describe(job)).ImportedUsers ?? 0) === 0);
    await before.close();
    const half = before.context.store.importJobs.get(job.JobId)?.imported ?? 0;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(4000);
    const after = await PoolUnderTest.start({ data: folder });
    try {
      await after.context.background.idle();
      const record = after.context.store.importJobs.get(job.JobId);
      expect(record).toMatchObject({ status: 'Succeeded', imported: 4000, skipped: 0, failed: 0 });
      const response = await fetch(`${after.url}/_local/imports/${job.JobId}`);
      const { lines } = (await response.json()) as { lines: string[] };
      expect(lines).toEqual(
        Array.from({ length: 4000 }, (_, i) => `[SUCCEEDED] Line Number ${i + 2} - The import succeeded.`),
      );
    } finally {
      await after.close();
    }
  });

  it('keeps a file that waits for its start, and no other', async () => {
    const files = () =>
      readdirSync(join(folder, 'imports'))
        .map((name) => name.split('.')[0])
        .sort();
    const before = await PoolUnderTest.start({ data: folder });
    const importing = await Importing.into(before);
    const [waiting, done] = [await importing.create(), await importing.create()];
    const file = await importing.file([person('ada')]);
    await importing.upload(waiting, file);
    await importing.upload(done, file);
    await importing.start(done);
    await before.context.background.idle();
    expect(files()).toEqual([waiting.JobId, done.JobId].sort());
    await before.close();
    const after = await PoolUnderTest.start({ data: folder });
    try {
      await after.context.background.idle();
      expect(files()).toEqual([waiting.JobId]);
      const again = Object.assign(Object.create(importing) as Importing, { pools: after });
      await again.start(waiting);
      await after.context.background.idle();
      expect(await again.describe(waiting)).toMatchObject({ Status: 'Failed', SkippedUsers: 1 });
    } finally {
      await after.close();
    }
  });
});
