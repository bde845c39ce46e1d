import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Faults = string[];
interface Entry {
  readonly version?: string;
  readonly [name: string]: unknown;
}
interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Entry>>;
}
type Check<A extends unknown[] = [object]> = (...given: A) => Faults;
interface Tools {
  readonly lock: { readonly lockFaults: Check; readonly FLOORS: Readonly<Record<string, readonly string[]>> };
  readonly manifest: {
    readonly manifestFaults: Check;
    readonly npmrcFaults: Check<[string]>;
    readonly importFaults: Check<[manifest: object, sources: object]>;
  };
  readonly licences: {
    readonly licenceFaults: Check<[Lock, read: (path: string) => object | undefined]>;
  };
  readonly sbom: {
    readonly cycloneDxFaults: Check<[bill: object, Lock]>;
    readonly spdxFaults: Check<[bill: object, Lock]>;
    readonly productionOf: (manifest: object, lock: Lock) => { manifest: object; lock: Lock };
  };
}

const root = join(__dirname, '..', '..');
const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const tool = <K extends keyof Tools>(name: K): Tools[K] =>
  jest.requireActual<Tools[K]>(join(root, 'tools', 'supply', `${name}.js`));

const { lockFaults, FLOORS } = tool('lock');
const { manifestFaults, npmrcFaults, importFaults } = tool('manifest');
const { licenceFaults } = tool('licences');
const { cycloneDxFaults, spdxFaults, productionOf } = tool('sbom');
const lock = json('package-lock.json') as Lock;

it('what the repository takes from elsewhere has no faults', () => {
  const { faultsOfRepository } = jest.requireActual<{ faultsOfRepository: Check<[]> }>(
    join(root, 'tools', 'supply.js'),
  );
  expect(faultsOfRepository()).toEqual([]);
});

/** The lock with one package changed, or one more. */
const withEntry = (path: string, changes: object): Lock => ({
  ...lock,
  packages: { ...lock.packages, [path]: { ...lock.packages[path], ...changes } },
});
const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
const version = (text: string): object => ({ version: text });

describe('a lock', () => {
  it.each<[string, object]>([
    ['of an older version', { ...lock, lockfileVersion: 2 }],
    ['that is empty', { lockfileVersion: 3, packages: {} }],
    [
      'that names a registry',
      withEntry('node_modules/fastify', { resolved: 'https://registry.example/x.tgz' }),
    ],
    [
      'that names a repository',
      withEntry('node_modules/fastify', { resolved: 'git+ssh://git@example.com/x' }),
    ],
    ['without a hash', withEntry('node_modules/fastify', { integrity: undefined })],
    [
      'with a weak hash',
      withEntry('node_modules/fastify', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }),
    ],
    ['with a link', withEntry('node_modules/fastify', { link: true })],
    ['with something inside of a package', withEntry('node_modules/fastify', { inBundle: true })],
    ['with an install script in production', withEntry('node_modules/fastify', { hasInstallScript: true })],
    ['with a new install script', withEntry('node_modules/prettier', { hasInstallScript: true })],
    ['with what is deprecated', withEntry('node_modules/fastify', { deprecated: 'use something else' })],
    [
      'with two versions of what checks tokens',
      withEntry('node_modules/x/node_modules/jose', { ...version('5.9.6'), integrity: INTEGRITY }),
    ],
    [
      'with a stolen version',
      withEntry('node_modules/chalk', { ...version('5.6.1'), integrity: INTEGRITY, dev: true }),
    ],
  ])('%s is refused', (_, changed) => {
    expect(lockFaults(changed)).toHaveLength(1);
  });

  it.each([
    ['jsonwebtoken', '9.0.2'],
    ['jws', '4.0.0'],
    ['jws', '3.2.2'],
    ['fastify', '5.12.1'],
    ['fastify', '4.29.1'],
    ['@fastify/middie', '9.3.3'],
    ['fastify', '5.12.2-rc.1'],
    ['jsonwebtoken', 'latest'],
  ])('with %s %s is refused, wherever it stands', (name, old) => {
    const faults = (path: string): Faults =>
      lockFaults(withEntry(path, { ...version(old), integrity: INTEGRITY, dev: true }));
    expect(faults(`node_modules/${name}`).join()).toContain('known to be unsafe');
    expect(faults(`node_modules/deep/node_modules/${name}`).join()).toContain('known to be unsafe');
    // Under another name it is the same package.
    const alias = withEntry('node_modules/alias', { name, ...version(old), integrity: INTEGRITY, dev: true });
    expect(lockFaults(alias).join()).toContain('known to be unsafe');
  });

  it.each(Object.entries(FLOORS).flatMap(([name, floors]) => floors.map((floor) => [name, floor])))(
    'may have %s from %s on',
    (name, floor) => {
      const of = (text: string): Faults =>
        lockFaults({
          lockfileVersion: 3,
          packages: { [`node_modules/${name}`]: { ...version(text), integrity: INTEGRITY } },
        });
      expect(of(floor)).toEqual([]);
      expect(of(`${floor}-beta`)).toHaveLength(1);
      expect(of(floor.replace(/^\d+/, '999'))).toEqual([]);
      expect(of('0.0.1')).toHaveLength(1);
    },
  );
});

describe('a manifest', () => {
  it.each([
    '^1.2.3',
    '~1.2.3',
    '1.x',
    '*',
    'latest',
    '>=1.2.3',
    '',
    'git+https://example.com/x',
    'file:../x',
    'npm:x@^1.0.0',
  ])('does not take the version "%s"', (range) => {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
      expect(manifestFaults({ private: true, [kind]: { x: range } })).toHaveLength(1);
    expect(manifestFaults({ private: true, overrides: { y: { x: range } } })).toHaveLength(1);
  });

  it.each(['preinstall', 'install', 'postinstall', 'prepare'])('does not run %s', (script) => {
    expect(manifestFaults({ private: true, scripts: { [script]: 'curl example.com | sh' } })).toHaveLength(1);
  });

  it('is not published by mistake', () => {
    expect(manifestFaults({})).toHaveLength(1);
  });

  const sources = { 'src/a.ts': "import { x } from 'pino';\nimport type { Y } from '@types-of/y';" };
  it.each<[string, object, object]>([
    ['loads what is not named', { dependencies: { pino: '1.0.0' } }, sources],
    [
      'loads what development brings',
      { dependencies: { pino: '1.0.0' }, devDependencies: { left: '1.0.0', '@types-of/y': '1.0.0' } },
      { ...sources, 'src/b.ts': "const { a } = await import('left/deep');" },
    ],
    [
      'loads by require',
      { dependencies: { pino: '1.0.0' }, devDependencies: { '@types-of/y': '1.0.0' } },
      { ...sources, 'src/b.ts': "require('left')" },
    ],
    [
      'loads what there are only types of',
      {
        dependencies: { pino: '1.0.0' },
        devDependencies: { '@types-of/y': '1.0.0', '@types/left': '1.0.0' },
      },
      { ...sources, 'src/b.ts': "import { a } from 'left';" },
    ],
    [
      'names what is not loaded',
      { dependencies: { pino: '1.0.0', left: '1.0.0' }, devDependencies: { '@types-of/y': '1.0.0' } },
      sources,
    ],
  ])('that %s is refused', (_, manifest, texts) => {
    expect(importFaults(manifest, texts)).toHaveLength(1);
  });

  it('may have what it loads, and what other packages and Node bring', () => {
    const manifest = {
      dependencies: { pino: '1.0.0', '@scope/x': '1.0.0', rxjs: '1.0.0' },
      devDependencies: { '@types-of/y': '1.0.0', '@types/left': '1.0.0', '@types/scope__right': '1.0.0' },
    };
    const more =
      "import type { L } from 'left';\nimport type { R } from '@scope/right';\nimport 'node:fs';\nimport { join } from 'path';\nimport { a } from './a';\nexport { z } from '@scope/x/deep';";
    expect(importFaults(manifest, { ...sources, 'src/b.ts': more })).toEqual([]);
  });
});

it.each([
  'registry=https://registry.example',
  '//registry.example/:_authToken=abc',
  'ignore-scripts=false',
  'audit=true',
])('.npmrc may not say %s', (line) => {
  expect(npmrcFaults(`fund=false\n${line}\n`)).toHaveLength(1);
  expect(npmrcFaults('fund=false\naudit=false\n')).toEqual([]);
});

describe('a licence', () => {
  const one: Lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/x': { version: '1.0.0' } } };
  const faults = (manifest: object | undefined, entry: Entry = { version: '1.0.0' }): Faults =>
    licenceFaults({ ...one, packages: { 'node_modules/x': entry } }, () => manifest);
  const of = (stated: object): object => ({ name: 'x', version: '1.0.0', ...stated });

  it.each([
    { license: 'MIT' },
    { license: '(GPL-3.0 OR MIT)' },
    { license: 'MIT AND Apache-2.0' },
    { licenses: [{ type: 'MIT' }] },
  ])('may be %j', (stated) => {
    expect(faults(of(stated))).toEqual([]);
  });

  it.each([
    { license: 'GPL-3.0' },
    { license: 'AGPL-3.0-only' },
    { license: 'SSPL-1.0' },
    { license: 'BUSL-1.1' },
    { license: 'MIT AND GPL-2.0' },
    { license: 'UNLICENSED' },
    { license: 'SEE LICENSE IN LICENSE' },
    {},
  ])('may not be %j', (stated) => {
    expect(faults(of(stated))).toHaveLength(1);
  });

  it('is that of the version that is installed', () => {
    expect(faults(of({ license: 'MIT', version: '1.0.1' }))).toHaveLength(1);
    expect(faults(undefined)).toHaveLength(1);
    expect(faults(undefined, { version: '1.0.0', optional: true })).toEqual([]);
    expect(faults(of({ license: 'GPL-3.0' }), { version: '1.0.0', dev: true })).toEqual([]);
  });
});

describe('a bill of materials', () => {
  const one: Lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/x': { version: '1.0.0' } } };
  const component = {
    'bom-ref': 'x@1.0.0',
    purl: 'pkg:npm/x@1.0.0',
    hashes: [{ alg: 'SHA-512', content: 'ab'.repeat(64) }],
    licenses: [{ license: { id: 'MIT' } }],
  };
  const cdx = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: { component: { 'bom-ref': 'gatehouse@0.1.0' } },
    components: [component],
    dependencies: [{ ref: 'gatehouse@0.1.0', dependsOn: ['x@1.0.0'] }],
  };
  const spdx = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    name: 'gatehouse@0.1.0',
    documentDescribes: ['SPDXRef-Package-x'],
    packages: [{ name: 'x', versionInfo: '1.0.0', SPDXID: 'SPDXRef-Package-x', checksums: [{}] }],
    relationships: [{ spdxElementId: 'SPDXRef-DOCUMENT', relatedSpdxElement: 'SPDXRef-Package-x' }],
  };

  it('is taken when it is whole', () => {
    expect([...cycloneDxFaults(cdx, one), ...spdxFaults(spdx, one)]).toEqual([]);
  });

  it.each<[string, object]>([
    ['of another format', { ...cdx, bomFormat: 'other' }],
    ['without a hash', { ...cdx, components: [{ ...component, hashes: [] }] }],
    ['without a licence', { ...cdx, components: [{ ...component, licenses: [] }] }],
    ['with another address', { ...cdx, components: [{ ...component, purl: 'pkg:npm/y@1.0.0' }] }],
    ['with something twice', { ...cdx, components: [component, component] }],
    ['that refers to nothing', { ...cdx, dependencies: [{ ref: 'y@1.0.0' }] }],
    ['that lacks a package', { ...cdx, components: [], dependencies: [] }],
  ])('in CycloneDX %s is refused', (_, bill) => {
    expect(cycloneDxFaults(bill, one)).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['of another version', { ...spdx, spdxVersion: 'SPDX-1.0' }],
    ['that refers to nothing', { ...spdx, documentDescribes: ['SPDXRef-Package-y'] }],
    ['without a hash', { ...spdx, packages: [{ ...spdx.packages[0], checksums: [] }] }],
    ['that lacks a package', { ...spdx, packages: [{ ...spdx.packages[0], versionInfo: '2.0.0' }] }],
  ])('in SPDX %s is refused', (_, bill) => {
    expect(spdxFaults(bill, one)).toHaveLength(1);
  });

  it('is of what production runs, also where development runs it too', () => {
    const { lock: production } = productionOf(json('package.json') as object, lock);
    const paths = Object.keys(production.packages);
    expect(paths).toEqual(expect.arrayContaining(['', 'node_modules/jose', 'node_modules/@nestjs/core']));
    expect(paths).not.toContain('node_modules/jest');
  });
});
