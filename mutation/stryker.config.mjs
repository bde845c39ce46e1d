import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const GUARD = [
  ...['authorization', 'token', 'json-members', 'claims', 'jwt.strategy', 'token-source'],
  ...['key-set', 'jwk-policy', 'jwks-document'],
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: GUARD.map((name) => `src/common/access/${name}.ts`),
  plugins: ['runner', 'reasons'].map((name) => here(`${name}.mjs`)),
  ignorers: ['reasons'],
  testRunner: 'in-process',
  coverageAnalysis: 'perTest',
  // Outside of the project, whose own tests would find the copies.
  tempDirName: join(tmpdir(), 'gatehouse-mutation'),
  ignorePatterns: [
    '*',
    '!src',
    '!src/**',
    '!test',
    '!test/**',
    '!local-pool',
    '!local-pool/**',
    '!mutation',
    '!mutation/*',
    '!jest.config.js',
    '!.swcrc',
    '!package.json',
    '!tsconfig.json',
  ],
  disableTypeChecks: false,
  concurrency: 2,
  // Loops without end are noticed by their count; on a busy machine a mutant that lives needs time to show it.
  timeoutMS: 30_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  allowConsoleColors: false,
  thresholds: { high: 98, low: 97, break: 97 },
};
