import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { folderMiB, packagesMiB } from '../harness/size.mjs';

const bench = join(import.meta.dirname, '..');
const repository = join(bench, '..');
const built = join(repository, 'dist', 'local-pool');
const rival = join(bench, 'node_modules', 'cognito-local');

/** What is measured. Both keep their data in a folder. */
export const systems = [
  {
    name: 'local pool',
    script: join(built, 'main.js'),
    environment: (port) => ({ LOCAL_POOL_PORT: String(port), LOCAL_POOL_DATA: 'data' }),
    installMiB: () => folderMiB(built) + packagesMiB(packagesOf(built), repository),
  },
  {
    name: 'cognito-local 5.3.0',
    script: join(rival, 'lib', 'bin', 'start.js'),
    environment: (port) => ({
      PORT: String(port),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    }),
    installMiB: () => packagesMiB(['cognito-local'], bench),
  },
];

/** The packages that built files load. */
function packagesOf(folder) {
  const names = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/require\("([^"]+)"\)/gu)])
    .map(([, name]) => name)
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(names)];
}
