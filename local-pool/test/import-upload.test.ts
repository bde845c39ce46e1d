import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { encrypted, Importing, person } from './imports';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let imports: Importing;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  imports = await Importing.into(pools);
});
beforeEach(() => {
  const { users, importJobs } = pools.context.store;
  for (const { sub } of users.values()) users.delete(sub);
  for (const { id } of importJobs.values()) importJobs.delete(id);
});
afterAll(() => pools.close());

describe('an upload', () => {
  async function code(response: Promise<Response>): Promise<[number, string | undefined]> {
    const { status } = await response;
    const [, name] = /<Code>(\w+)<\/Code>/.exec(await (await response).text()) ?? [];
    return [status, name];
  }

  it('has to bring the header of its encryption', async () => {
    const job = await imports.create();
    const bare = fetch(job.PreSignedUrl, { method: 'PUT', body: 'x' });
    expect(await code(bare)).toEqual([403, 'SignatureDoesNotMatch']);
    const other = { 'x-amz-server-side-encryption': 'AES256' };
    expect(await code(imports.upload(job, 'x', other))).toEqual([403, 'SignatureDoesNotMatch']);
    const response = await imports.upload(job, 'x');
    expect([response.status, response.headers.get('x-amz-server-side-encryption')]).toEqual([200, 'aws:kms']);
  });

  it('has to come with the right signature, within a quarter of an hour, for a job that is there', async () => {
    const [job, other] = [await imports.create(), await imports.create()];
    const url = new URL(job.PreSignedUrl);
    for (const wrong of [
      `${url.origin}${url.pathname}`,
      `${job.PreSignedUrl}0`,
      other.PreSignedUrl.replace(other.JobId, job.JobId),
      job.PreSignedUrl.replace(job.JobId, 'import-unknown'),
    ]) {
      expect(await code(fetch(wrong, { method: 'PUT', body: 'x', headers: encrypted }))).toEqual([
        403,
        'AccessDenied',
      ]);
    }
    await pools.advance(15 * 60 - 5);
    expect(await code(imports.upload(job, 'x'))).toEqual([200, undefined]);
    await pools.advance(5);
    expect(await code(imports.upload(job, 'x'))).toEqual([403, 'AccessDenied']);
  });

  it('replaces an earlier one until the job is started', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file([person('ada')]));
    await imports.upload(job, await imports.file([person('bob'), person('cyd')]));
    await imports.start(job);
    expect(await code(imports.upload(job, 'x'))).toEqual([403, 'AccessDenied']);
    await pools.context.background.idle();
    expect(await imports.describe(job)).toMatchObject({ Status: 'Succeeded', ImportedUsers: 2 });
    expect(await code(imports.upload(job, 'x'))).toEqual([403, 'AccessDenied']);
  });

  it('that ends after the job was started does not count', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file([person('ada')]));
    const late = await imports.file([person('eve')]);
    // Says `100 Continue` when the pool has taken the upload on: earlier, it would refuse it before the file is sent.
    const headers = { ...encrypted, expect: '100-continue' };
    const uploading = request(job.PreSignedUrl, { method: 'PUT', headers });
    const answered = once(uploading, 'response') as Promise<[IncomingMessage]>;
    await once(uploading, 'continue');
    uploading.write(late.slice(0, 100));
    await imports.start(job);
    uploading.end(late.slice(100));
    const [answer] = await answered;
    expect([answer.statusCode, await text(answer)]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied<'),
    ]);
    await pools.context.background.idle();
    expect(await imports.describe(job)).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    expect(imports.user('ada').status).toBe('RESET_REQUIRED');
  });

  it('that breaks off does not count', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file([person('ada')]));
    await new Promise<void>((resolve) => {
      const headers = { ...encrypted, 'content-length': 1000 };
      const sending = request(job.PreSignedUrl, { method: 'PUT', headers }).on('error', () => {
        resolve();
      });
      sending.write('cognito:', () => sending.destroy(new Error('gone')));
    });
    await imports.start(job);
    await pools.context.background.idle();
    expect(await imports.describe(job)).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
  });

  it('is refused over 100 MB, told or not', async () => {
    const job = await imports.create();
    const chunk = new Uint8Array(1024 * 1024);
    let left = 101;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const streamed = fetch(job.PreSignedUrl, { method: 'PUT', body, duplex: 'half', headers: encrypted });
    expect(await code(streamed)).toEqual([400, 'EntityTooLarge']);
    const headers = { ...encrypted, 'content-length': 100 * 1024 * 1024 + 1 };
    const told = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(job.PreSignedUrl, { method: 'PUT', headers }, (answer) => {
        resolve(answer.statusCode);
        sending.destroy();
      });
      sending.on('error', reject).flushHeaders();
    });
    expect(told).toBe(400);
    expect((await refusal(imports.start(job)))[1]).toBe(`No csv file was uploaded for ${job.JobId}`);
  });
});
