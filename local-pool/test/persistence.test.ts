import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startLocalPool } from '../start';
import { post } from './raw';

/** Runs the command of `npm run local-pool`; the sources are compiled as they load. */
const script = `
  const { readFileSync } = require('node:fs');
  const { transformSync } = require('@swc/core');
  require.extensions['.ts'] = (module, filename) => {
    const jsc = { parser: { syntax: 'typescript' }, target: 'es2023' };
    const options = { filename, jsc, module: { type: 'commonjs' } };
    module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
  };
  require(process.argv[1]);
`;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function startChild(): Promise<string> {
  child = spawn(process.execPath, ['-e', script, join(__dirname, '../main')], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = child.stdout;
  if (!output) throw new Error('The process has no output');
  const [line] = (await once(createInterface(output), 'line')) as [string];
  return /http:\S+/.exec(line)?.[0] ?? line;
}

async function kill(): Promise<void> {
  const exit = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await exit;
}

async function createPool(url: string): Promise<string> {
  const { body } = await post(url, 'CreateUserPool', '{"PoolName":"kept"}');
  return (body as { UserPool: { Id: string } }).UserPool.Id;
}

/** Makes users one after the other until the server is gone, and gives the names of those it acknowledged. */
async function createUsers(url: string, poolId: string, prefix: string): Promise<string[]> {
  const acknowledged: string[] = [];
  try {
    for (let index = 0; ; index++) {
      const Username = `${prefix}${index}`;
      const input = {
        UserPoolId: poolId,
        Username,
        MessageAction: 'SUPPRESS',
        TemporaryPassword: 'Passw0rd!x',
      };
      const { status } = await post(url, 'AdminCreateUser', JSON.stringify(input));
      if (status === 200) acknowledged.push(Username);
    }
  } catch {
    return acknowledged;
  }
}

it('keeps everything acknowledged when the process is killed at work, again and again', async () => {
  let url = await startChild();
  const poolId = await createPool(url);
  const acknowledged: string[] = [];
  for (const round of ['a', 'b']) {
    const writers = ['x', 'y', 'z'].map((writer) => createUsers(url, poolId, `${round}${writer}`));
    await new Promise((resolve) => setTimeout(resolve, 700));
    await kill();
    acknowledged.push(...(await Promise.all(writers)).flat());
    url = await startChild();
  }
  await kill();
  const server = await startLocalPool({ data: folder });
  const { users, keys } = server.context.store;
  const lost = acknowledged.filter((name) => users.by('name', `${poolId}/${name}`).length !== 1);
  expect(lost).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(5);
  expect(keys.by('pool', poolId)).toHaveLength(2);
  await server.close();
});

it('ends in order when it is told to', async () => {
  const url = await startChild();
  const poolId = await createPool(url);
  const exit = child && once(child, 'exit');
  child?.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  const server = await startLocalPool({ data: folder });
  expect([...server.context.store.pools.values()].map(({ id }) => id)).toEqual([poolId]);
  await server.close();
});

it('keeps the folder from a second process, and gives it up when it closes', async () => {
  const url = await startChild();
  const { pid } = child ?? {};
  await expect(startLocalPool({ data: folder })).rejects.toThrow(
    `${folder} is in use by process ${pid ?? 0}`,
  );
  expect((await fetch(`${url}/_local/inbox`)).status).toBe(200);
  await kill();
  const server = await startLocalPool({ data: folder });
  await server.close();
});
