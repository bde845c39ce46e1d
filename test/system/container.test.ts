import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import {
  execForm,
  instructionsOf,
  type Stage,
  stagesOf,
  valuesOf,
} from '../../tools/container/dockerfile.js';
import { lets } from '../../tools/container/ignore.js';
import { Gatehouse } from '../support/gatehouse';

/*
 * The steps of the Dockerfile by hand, since there is no engine here: what .dockerignore lets through is copied into empty folders, built and
 * installed there, and the process of the image is run as the user of the image.
 */
const run = promisify(execFile);
const root = join(__dirname, '../..');
const ignore = readFileSync(join(root, '.dockerignore'), 'utf8');
const stages = stagesOf(instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8')));
const stage = (name: string): Stage => stages.find(({ from }) => from.endsWith(` AS ${name}`))!;
const image = stages.at(-1)!;

let folder: string;
let gatehouse: Gatehouse;
let process_: ChildProcess | undefined;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-image-'));
  chmodSync(folder, 0o755);
  for (const name of ['build', 'dependencies']) {
    mkdirSync(join(folder, name));
    for (const copy of valuesOf(stage(name), 'COPY')) copyIn(copy, join(folder, name));
  }
  // The tools of the build are those that are installed here already.
  symlinkSync(join(root, 'node_modules'), join(folder, 'build/node_modules'));
  const [, builds = ''] = valuesOf(stage('build'), 'RUN');
  const [installs = ''] = valuesOf(stage('dependencies'), 'RUN');
  await Promise.all([
    run('sh', ['-c', builds], { cwd: join(folder, 'build') }),
    run('sh', ['-c', installs], { cwd: join(folder, 'dependencies') }),
  ]);
  mkdirSync(join(folder, 'app'));
  cpSync(join(root, 'package.json'), join(folder, 'app/package.json'));
  cpSync(join(folder, 'dependencies/node_modules'), join(folder, 'app/node_modules'), { recursive: true });
  cpSync(join(folder, 'build/dist'), join(folder, 'app/dist'), { recursive: true });
  await run('chmod', ['-R', 'a-w,a+rX', join(folder, 'app')]);
}, 300_000);
afterAll(async () => {
  process_?.kill('SIGKILL');
  await run('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
  await gatehouse.close();
});

/** `COPY a b ./` of a file or a folder, as far as it gets to the builder. */
function copyIn(copy: string, to: string): void {
  const parts = copy.split(' ');
  const target = parts.pop() ?? '';
  for (const source of parts) {
    cpSync(join(root, source), join(to, target === './' ? source : target), {
      recursive: true,
      filter: (path) => {
        const name = relative(root, path);
        // A folder is looked into: what is in it decides.
        return lets(ignore, name) || lets(ignore, `${name}/x`);
      },
    });
  }
}

const filesIn = (of: string): string[] =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(of, join(entry.parentPath, entry.name)));

/** As the user of the image, where we may choose. */
function asUser(command: readonly string[]): [string, string[]] {
  const [user = '', group = ''] = (valuesOf(image, 'USER')[0] ?? '').split(':');
  if (process.getuid?.() !== 0) return [command[0] ?? '', command.slice(1)];
  return ['setpriv', ['--reuid', user, '--regid', group, '--clear-groups', ...command]];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('what goes to the builder has neither tests nor secrets, and is enough to build', () => {
  const sent = filesIn(join(folder, 'build')).filter((name) => !/^(dist|node_modules)\//.test(name));
  expect(sent.length).toBeGreaterThan(300);
  expect(sent.filter((name) => /\.test\.ts$|(^|\/)(test|\.git|\.env)/.test(name))).toEqual([]);
});

it('the image has what production needs, and no tools', () => {
  const modules = readdirSync(join(folder, 'app/node_modules'));
  expect(modules).toEqual(expect.arrayContaining(['fastify', 'pino', 'jose']));
  for (const tool of ['@nestjs/cli', 'jest', 'eslint', 'npm', '@swc', 'playwright-core'])
    expect(modules).not.toContain(tool);
});

it('its process runs as nobody, writes nothing, is healthy and ends by SIGTERM', async () => {
  const [command = '', ...rest] = execForm(valuesOf(image, 'CMD')[0] ?? '') ?? [];
  expect([command, ...rest]).toEqual(['node', 'dist/src/main.js']);
  const set = Object.fromEntries(
    valuesOf(image, 'ENV').flatMap((line) =>
      line.split(' ').map((pair) => pair.split('=') as [string, string]),
    ),
  );
  const { pool } = gatehouse;
  const port = await freePort();
  const environment = {
    ...set,
    PATH: `${dirname(process.execPath)}:${set['PATH'] ?? ''}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    SHUTDOWN_DELAY_MS: '0',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_CLIENT_SECRET: pool.environment.COGNITO_CLIENT_SECRET ?? '',
    COGNITO_ENDPOINT: pool.url,
    COGNITO_ISSUER: pool.environment.COGNITO_ISSUER ?? '',
  };
  const cwd = join(folder, 'app');
  const before = filesIn(cwd);
  const [file, parameters] = asUser([command, ...rest]);
  const child = spawn(file, parameters, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  process_ = child;
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const [, probe = ''] = / CMD (.*)$/.exec(valuesOf(image, 'HEALTHCHECK')[0] ?? '') ?? [];
  const healthy = async (): Promise<boolean> => {
    const [asked, words] = asUser(execForm(probe) ?? []);
    return run(asked, words, { cwd, env: environment }).then(
      () => true,
      () => false,
    );
  };
  let tries = 0;
  while (!(await healthy())) {
    // A start takes a second; each try some tenths.
    if (++tries > 60 || child.exitCode !== null) throw new Error(`not healthy: ${printed}`);
  }
  if (process.getuid?.() === 0) {
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
    expect(/^Uid:\s+(.*)$/m.exec(status)?.[1]?.split('\t')).toEqual(Array(4).fill('65532'));
  }
  const answer = await fetch(`http://127.0.0.1:${port}/v1/auth/configuration`);
  expect({ status: answer.status, printed: answer.status === 200 ? '' : printed }).toEqual({
    status: 200,
    printed: '',
  });
  expect(filesIn(cwd)).toEqual(before);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await healthy()).toBe(false);
}, 120_000);
