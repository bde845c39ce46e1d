// The local pool with 100, 10,000 and 100,000 users: what must not grow with their number, and how long a restart takes.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call } from '../harness/cognito.mjs';
import { load } from '../harness/load.mjs';
import { median, printPlace, printTable, short } from '../harness/report.mjs';
import { ServerProcess } from '../harness/server-process.mjs';
import { folderMiB } from '../harness/size.mjs';

const sizes = [100, 10_000, 100_000];
const page = 60;
const seed = join(import.meta.dirname, 'seed.mjs');
const main = join(import.meta.dirname, '..', '..', 'dist', 'local-pool', 'main.js');

export async function run({ rounds, seconds }) {
  const measured = [];
  for (const size of sizes) {
    process.stderr.write(`${size} users\n`);
    measured.push(await measure(size, rounds, seconds));
  }
  printPlace();
  report(measured);
}

async function measure(size, rounds, seconds) {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [seed, join(cwd, 'data'), String(size)]);
    const place = JSON.parse(stdout);
    const results = [];
    for (let round = 0; round < rounds; round += 1) results.push(await oneRound(cwd, place, size, seconds));
    return { size, results, diskMiB: folderMiB(join(cwd, 'data')) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function oneRound(cwd, place, size, seconds) {
  const server = await ServerProcess.start({
    ...{ script: main, cwd },
    environment: (port) => ({ LOCAL_POOL_PORT: String(port), LOCAL_POOL_DATA: 'data' }),
  });
  try {
    const rss = server.rssMiB;
    const work = [];
    for (const job of await jobs(server.url, place, size)) {
      work.push({ title: job.title, ...(await load(server, { ...job, seconds })) });
    }
    return { startMs: server.startMs, rss, work };
  } finally {
    // No chance to tidy up: the next start reads what a crash leaves.
    await server.stop('SIGKILL');
  }
}

async function jobs(url, { UserPoolId, ClientId }, size) {
  const spread = Array.from({ length: 50 }, (_, n) => Math.floor((n * size) / 50));
  const name = (n) => `user${String(n).padStart(6, '0')}`;
  const list = (title, inputs) => ({
    ...{ title, operation: 'ListUsers' },
    calls: inputs.map((input) => JSON.stringify({ UserPoolId, Limit: page, ...input })),
  });
  const signIns = Array.from({ length: 20 }, (_, n) => ({
    ...{ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
    AuthParameters: { USERNAME: name(n), PASSWORD: 'Correct-Horse-7' },
  }));
  return [
    {
      ...{ title: 'sign-in (USER_PASSWORD_AUTH)', operation: 'InitiateAuth' },
      calls: signIns.map((input) => JSON.stringify(input)),
    },
    list(`list, first page of ${page}`, [{}]),
    list('list, page in the middle', [{ PaginationToken: await middle(url, UserPoolId, size) }]),
    list(
      'filter email = (1 user)',
      spread.map((n) => ({ Filter: `email = "${name(n)}@example.com"` })),
    ),
    list(
      'filter username ^= (1 to 10 users)',
      spread.map((n) => ({ Filter: `username ^= "${name(n).slice(0, -1)}"` })),
    ),
  ];
}

/** The cursor after half of the users. */
async function middle(url, UserPoolId, size) {
  let cursor;
  for (let seen = 0; seen < size / 2; seen += page) {
    const input = { UserPoolId, Limit: page, ...(cursor ? { PaginationToken: cursor } : {}) };
    cursor = (await call(url, 'ListUsers', input)).PaginationToken ?? cursor;
  }
  return cursor;
}

function report(measured) {
  const [{ results }] = measured;
  const head = sizes.map((size) => `${size.toLocaleString('en')} users`);
  printTable(
    ['req/s (CPU µs/req, p99 ms)', ...head],
    results[0].work.map(({ title }, index) => [
      title,
      ...measured.map(({ results }) => {
        const of = (figure) => short(median(results.map(({ work }) => work[index][figure])));
        return `${of('perSecond')} (${of('cpuMicros')}, ${of('p99')})`;
      }),
    ]),
  );
  const row = (title, figure) => [title, ...measured.map((one) => short(figure(one)))];
  printTable(
    ['process', ...head],
    [
      row('restart from disk after kill -9, ms', ({ results }) =>
        median(results.map(({ startMs }) => startMs)),
      ),
      row('memory after the start, MiB', ({ results }) => median(results.map(({ rss }) => rss))),
      row('data folder, MiB', ({ diskMiB }) => diskMiB),
    ],
  );
}
