import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..');

/** Who may import whom, besides itself. A new folder gets a row. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // Its version is told at the start.
  'src/common': ['package.json'],
  'src/cognito': ['src/common'],
  'src/auth': ['src/cognito', 'src/common'],
  'src/users': ['src/cognito', 'src/common'],
  'src/admin': ['src/cognito', 'src/common'],
  'src/triggers': ['src/cognito', 'src/common'],
  // The command of an operator, made of what the features have.
  'src/migration': ['src/admin', 'src/cognito', 'src/common', 'src/triggers'],
  // Examines the application as it is put together.
  'src/doctor': ['src/app.module.ts', 'src/cognito', 'src/common'],
  'src/lambda': ['src/common'],
  'src/docs': ['src/common', 'src/metadata.ts'],
  'local-pool': [],
  examples: ['src/common', 'src/triggers'],
};

/** Packages that only one place may load. */
const ONE_DOOR: readonly { what: RegExp; where: RegExp }[] = [
  { what: /^(@nestjs\/passport|passport.*|jwks-rsa|jsonwebtoken)$/, where: /^src\/common\/access\// },
  { what: /^@nestjs\/swagger$/, where: /^src\/docs\// },
  { what: /^@nestjs\/throttler$/, where: /^src\/common\/rate-limits\// },
  { what: /^(fastify|@nestjs\/platform-fastify)$/, where: /^src\/(common\/|docs\/|lambda\/|[\w-]+\.ts$)/ },
  { what: /^@fastify\/aws-lambda$/, where: /^src\/lambda\// },
  { what: /^@smithy\/node-http-handler$/, where: /^src\/cognito\// },
  { what: /^(pg|hash-wasm)$/, where: /^src\/triggers\/migration\// },
  { what: /^@redis\/client$/, where: /^src\/common\/shared-state\// },
];

/** Words that only one place may say. */
const ONE_PLACE: readonly { what: RegExp; where: RegExp }[] = [
  { what: /process\.env/, where: /^(src\/common\/config\/|local-pool\/main\.ts$)/ },
  { what: /new CognitoIdentityProviderClient\(/, where: /^src\/cognito\// },
  { what: /console\./, where: /^$/ },
];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sources(folder: string): Source[] {
  return (
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.split(sep).includes('test'),
      )
      .map((name) => {
        const path = join(folder, name).split(sep).join('/');
        const text = readFileSync(join(root, path), 'utf8');
        const imports = [...text.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
          (match) => match[1] ?? '',
        );
        return { path, text, imports };
      })
      // Generated: it loads every DTO, which is its purpose.
      .filter(({ path }) => path !== 'src/metadata.ts')
  );
}

const all = ['src', 'local-pool', 'examples'].flatMap(sources);

/** `src/auth/…` → `src/auth`; files directly below `src` are entries and have no row. */
const area = (path: string): string | undefined =>
  Object.keys(MAY_IMPORT).find((row) => path.startsWith(`${row}/`));

function forbidden(source: Source): string[] {
  const own = area(source.path);
  if (own === undefined) return [];
  const allowed = [own, ...(MAY_IMPORT[own] ?? [])];
  return source.imports
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(root, join(root, dirname(source.path), name))
        .split(sep)
        .join('/')
        .replace(/\.js$/, ''),
    )
    .filter((target) => !allowed.some((row) => `${target}.ts` === row || `${target}/`.startsWith(`${row}/`)))
    .map((target) => `${source.path} imports ${target}`);
}

it('every folder of src has a row in the table of imports', () => {
  const folders = all.map(({ path }) => path).filter((path) => /^src\/.+\//.test(path));
  expect(folders.filter((path) => area(path) === undefined)).toEqual([]);
});

it('sources import only what the table allows', () => {
  expect(all.flatMap(forbidden)).toEqual([]);
});

it('packages with one door are loaded there only', () => {
  const strays = all.flatMap(({ path, imports }) =>
    ONE_DOOR.flatMap(({ what, where }) =>
      imports.filter((name) => what.test(name) && !where.test(path)).map((name) => `${path} loads ${name}`),
    ),
  );
  // `import type` costs nothing, but a type of the adapter in a feature would tie it to Fastify all the same.
  expect(strays.filter((stray) => !/^(examples|local-pool)\//.test(stray))).toEqual([]);
});

it('the environment is read, the client made and the console used in one place each', () => {
  const strays = all.flatMap(({ path, text }) =>
    ONE_PLACE.filter(({ what, where }) => what.test(text) && !where.test(path)).map(
      ({ what }) => `${path}: ${what.source}`,
    ),
  );
  expect(strays).toEqual([]);
});

it('sources have no folders for leftovers and no barrels', () => {
  const names = all.map(({ path }) => path);
  expect(
    names.filter((path) => /\/(utils?|helpers?|constants|interfaces|services)(\/|\.ts$)/.test(path)),
  ).toEqual([]);
  expect(names.filter((path) => path.startsWith('src/') && path.endsWith('/index.ts'))).toEqual([]);
});
