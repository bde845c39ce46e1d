import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { composeFaults } from '../../tools/container/compose.js';
import { dockerfileFaults } from '../../tools/container/dockerfile.js';
import { ignoreFaults, lets } from '../../tools/container/ignore.js';

const read = (name: string): string => readFileSync(join(__dirname, '../..', name), 'utf8');

const dockerfile = read('Dockerfile');
const ignore = read('.dockerignore');
const compose = read('compose.yaml');

type Plant = [words: string, from: string | RegExp, to: string, fault: RegExp];

function planted(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
}

describe('the Dockerfile', () => {
  it('keeps all rules', () => {
    expect(dockerfileFaults(dockerfile)).toEqual([]);
  });

  const plants: Plant[] = [
    ['a tag that moves', /node:\S+ AS build/, 'node:24-bookworm-slim AS build', /exact version/],
    ['no tag', /node:\S+ AS system/, 'node AS system', /exact version/],
    ['another Node to run on', /node:\S+ AS system/, 'node:24.11.0-bookworm-slim AS system', /one image/],
    ['npm install', 'npm ci --omit', 'npm install --omit', /npm ci/],
    ['install scripts', 'npm ci --ignore-scripts', 'npm ci', /ignore-scripts/],
    ['everything copied', 'COPY src src', 'COPY . .', /whole folder/],
    ['ADD', 'COPY src src', 'ADD src src', /ADD/],
    ['a secret in ENV', 'PORT=3000', 'PORT=3000 SESSION_SECRET=x', /no secret/],
    ['a secret in ARG', 'WORKDIR /app', 'ARG NPM_TOKEN\nWORKDIR /app', /no secret/],
    ['development dependencies', ' --omit=dev', '', /production dependencies/],
    ['modules of the build', '--from=dependencies', '--from=build', /production dependencies/],
    ['npm in the end', '/usr/local/bin/npm ', '', /without npm$/],
    ['the modules of npm in the end', '/usr/local/lib/node_modules ', '', /without node_modules/],
    ['corepack in the end', ' /usr/local/bin/corepack', '', /without corepack/],
    ['yarn in the end', ' /usr/local/bin/yarn ', ' ', /without yarn$/],
    ['layers below', 'FROM scratch', 'FROM system', /begin with nothing/],
    ['a command in the last stage', 'USER 65532', 'RUN true\nUSER 65532', /run nothing/],
    ['development', 'NODE_ENV=production ', '', /NODE_ENV/],
    ['no home', 'HOME=/app ', '', /HOME/],
    ['root', 'USER 65532:65532', 'USER 0:0', /not as root/],
    ['a named user', 'USER 65532:65532', 'USER node', /numeric/],
    ['no user', 'USER 65532:65532\n', '', /numeric/],
    ['a shell', 'CMD ["node", "dist/src/main.js"]', 'CMD node dist/src/main.js', /exec form/],
    ['npm start', 'CMD ["node", "dist/src/main.js"]', 'CMD ["npm", "start"]', /exec form/],
    ['an entry point', 'EXPOSE', 'ENTRYPOINT ["sh", "-c"]\nEXPOSE', /exec form/],
    ['a probe by curl', /CMD \["node", "-e".*/, 'CMD ["curl", "http://127.0.0.1/health/live"]', /by node/],
    ['a probe without a limit', '--timeout=3s ', '', /limits/],
    ['SIGKILL', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL', /SIGTERM/],
  ];

  it.each(plants)('is found out with %s', (_, from, to, fault) => {
    const found = dockerfileFaults(planted(dockerfile, from, to));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});

describe('.dockerignore', () => {
  it('keeps all rules, and says what goes to the builder', () => {
    expect(ignoreFaults(ignore)).toEqual([]);
    expect(lets(ignore, 'src/admin/users/users.service.ts')).toBe(true);
    expect(lets(ignore, 'local-pool/wire/constraints.json')).toBe(true);
    expect(lets(ignore, 'src/admin/.env.local')).toBe(false);
    expect(lets(ignore, 'README.md')).toBe(false);
  });

  const plants: Plant[] = [
    ['all let in', /^\*$/m, '', /first/],
    ['the history let in', '!src', '!src\n!.git', /\.git/],
    ['settings let in', '**/.env*', '', /src\/\.env/],
    ['keys let in', '**/*.key', '', /tls\.key/],
    ['data let in', '!src', '!src\n!.local-pool', /\.local-pool/],
    ['tests let in', '**/*.test.ts', '', /\.test\.ts/],
    ['the tests of the pool let in', 'local-pool/test\n', '', /local-pool\/test/],
    ['modules let in', '!src', '!src\n!node_modules', /node_modules/],
    ['sources kept out', '!src', '', /src\/main\.ts/],
  ];

  it.each(plants)('is found out with %s', (_, from, to, fault) => {
    const found = ignoreFaults(planted(ignore, from, to));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});

describe('compose.yaml', () => {
  it('keeps all rules', () => {
    expect(composeFaults(load(compose))).toEqual([]);
  });

  const plants: Plant[] = [
    ['a service that writes', 'read_only: true', 'read_only: false', /gatehouse must be read_only/],
    ['a Redis that writes', /read_only: true(?![\s\S]*read_only)/, 'read_only: false', /redis must be read/],
    ['capabilities', 'cap_drop: [ALL]', 'cap_drop: [NET_RAW]', /ALL capabilities/],
    ['capabilities again', 'cap_drop: [ALL]', 'cap_drop: [ALL]\n    cap_add: [SYS_ADMIN]', /ALL/],
    ['new privileges', /\n {4}security_opt:.*/, '', /no-new-privileges/],
    ['privilege', 'read_only: true', 'read_only: true\n    privileged: true', /privileged/],
    ['no limit of memory', /\n {4}mem_limit: 512m/, '', /limit of memory/],
    ['no limit of processes', /\n {4}pids_limit: 128/, '', /limit of processes/],
    [
      'the network of the machine',
      'read_only: true',
      'read_only: true\n    network_mode: host',
      /namespaces/,
    ],
    [
      'the engine',
      'read_only: true',
      "read_only: true\n    volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
      /engine/,
    ],
    ['no waiting', 'service_healthy', 'service_started', /healthy redis/],
    ['no Redis', /\n {6}REDIS_URL.*/, '', /told of redis/],
    [
      'a secret in the environment',
      'COGNITO_CLIENT_SECRET_FILE: /run/secrets/cognito_client_secret',
      'COGNITO_CLIENT_SECRET: x',
      /from a file/,
    ],
    ['a secret that is not given', 'secrets: [cognito_client_secret, ', 'secrets: [', /given each file/],
    ['a secret of the environment', 'file: ./secrets/session_secret', 'environment: SESSION', /be a file/],
    ['a public port', '127.0.0.1:${PORT', '${PORT', /this machine alone/],
    ['no time to end', /\n {4}stop_grace_period.*/, '', /time to end/],
    ['root', 'build: .', "build: .\n    user: '0'", /user of its image/],
    ['any Redis', /redis:8\S+/, 'redis:8', /exact version/],
    ['no health check', /\n {4}healthcheck:[\s\S]*?retries: 5/, '', /health check/],
    ['a published Redis', "user: '999:999'", "user: '999:999'\n    ports: ['6379:6379']", /published/],
    ['a Redis without bounds', '--maxmemory, 192mb, ', '', /own memory/],
    ['eviction', 'noeviction', 'allkeys-lru', /noeviction/],
    ['Redis as root', "    user: '999:999'\n", '', /not run as root/],
    ['a Redis for all', 'internal: true', 'internal: false', /internal network/],
  ];

  it.each(plants)('is found out with %s', (_, from, to, fault) => {
    const found = composeFaults(load(planted(compose, from, to)));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});
