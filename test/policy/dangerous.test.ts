import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const root = join(__dirname, '..', '..');

interface Rule {
  /** What must not be done. */
  readonly what: string;
  readonly word: RegExp;
  /** The doors: where it is done, and why there. */
  readonly doors: Readonly<Record<string, string>>;
}

/** Functions that turn a mistake elsewhere into a break-in, and the few places that have a use for them. */
const RULES: readonly Rule[] = [
  {
    what: 'text becomes code',
    word: /(?<![\w.])eval\(|new Function\(|(?<!\w)Function\(|from '(?:node:)?vm'|\bsetTimeout\('/,
    doors: {},
  },
  {
    what: 'a process is started',
    word: /child_process|worker_threads|node:cluster|process\.binding|dlopen/,
    doors: {
      'src/triggers/migration/passwords/argon2.ts':
        'a thread of a fixed text, for Argon2, which would hold up everybody',
    },
  },
  {
    what: 'a module is chosen at run time',
    word: /\bimport\((?!['"])|\brequire\((?!['"])|createRequire/,
    doors: {
      'src/triggers/migration/passwords/argon2.ts': 'the file of hash-wasm, in that thread',
    },
  },
  {
    what: 'a connection is opened',
    word: /(?<![.\w])fetch\((?!\))|from '@redis\/client'|from '(?:node:)?(?:tls|dgram|dns|http2)'|\{[^}]*\b(?:request|get as \w+|connect|Agent as \w+|createConnection)\b[^}]*\} from 'node:(?:https?|net)'/,
    doors: {
      'src/cognito/client.ts': 'the agents of the SDK',
      'src/common/access/jwks-document.ts': 'the keys of the pool',
      'src/cognito/import-files.ts':
        'files of import jobs, to an address that Cognito has signed, and their reports',
      'local-pool/triggers/invoke-protocol.ts': 'the Lambda functions of a developer',
      'client/src/http.ts': 'the client of the API',
      'src/common/shared-state/redis.ts': 'Redis',
      'src/triggers/captcha/site-verify.ts': 'the provider of captchas that the operator names',
      'src/triggers/migration/http-directory.ts': 'the former directory that the operator names',
      'local-pool/operations/cursor.ts': 'a function of that name, which reads a page of the store',
      'examples/web/app.js': 'the example asks its own server',
    },
  },
  {
    what: 'something listens',
    word: /\bcreateServer\(|\bcreateSecureServer\(/,
    doors: {
      'src/common/config/start-faults.ts': 'whether an address can be listened on, for a moment',
      'src/common/observability/metrics-server.ts': 'the port of metrics',
      'local-pool/http/server.ts': 'the embedded pool, on loopback',
    },
  },
  {
    what: 'a file is read or written',
    word: /from '(?:node:)?fs(?:\/promises)?'/,
    doors: {
      'src/common/config/secret-files.ts': 'secrets that the environment names files for',
      'src/docs/docs.routes.ts': 'Swagger UI, files of its package',
      'src/admin/imports/spool.ts':
        'a file that is looked at before it is sent, encrypted and for that time only',
      'src/triggers/migration/mapping-file.ts': 'the mapping of attributes that the environment names',
      'src/migration/': 'the command of an operator: their sources, and the folder of a run',
      'local-pool/store/': 'the data of the embedded pool',
    },
  },
  {
    what: 'chance is guessed',
    word: /Math\.random/,
    doors: {
      'src/cognito/': 'pauses between repetitions',
      'src/common/http/overload.ts': 'when those who were refused come back, not all at once',
      'client/src/session.ts': 'tells sign-ins of one tab apart',
    },
  },
  {
    what: 'a broken algorithm is used',
    word: /['"](?:md5|sha1|rsa-sha1|des|rc4|aes-\d+-(?:ecb|cbc))['"]|createCipher\(|createDecipher\(|rsa-pkcs1/i,
    doors: {
      'src/triggers/migration/passwords/':
        'PBKDF2 with SHA-1, as former directories have it; none is written',
    },
  },
  {
    what: 'the other side is not verified',
    word: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|strictSSL/,
    doors: {},
  },
  {
    what: 'text becomes markup or a prototype',
    word: /\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|setPrototypeOf|\.__proto__|dangerouslySet/,
    doors: {},
  },
  { what: 'a buffer shows old memory', word: /allocUnsafe|new Buffer\(/, doors: {} },
];

interface Source {
  readonly path: string;
  readonly text: string;
}

/** What runs in production, in the embedded pool, in the client and in the example; comments left out. */
const sources: readonly Source[] = ['src', 'local-pool', 'client/src', 'examples'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter(
      (path) =>
        /\.(?:ts|js|html)$/.test(path) && !/\.test\.ts$|^local-pool\/test\/|^src\/metadata/.test(path),
    )
    .map((path) => ({ path, text: withoutComments(readFileSync(join(root, path), 'utf8')) })),
);

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

const isDoor = (doors: Rule['doors'], path: string): boolean =>
  Object.keys(doors).some((door) => path === door || (door.endsWith('/') && path.startsWith(door)));

const strays = ({ word, doors }: Rule, of: readonly Source[]): string[] =>
  of.filter(({ path, text }) => word.test(text) && !isDoor(doors, path)).map(({ path }) => path);

it.each(RULES)('nowhere but at the doors $what', (rule) => {
  expect(sources.length).toBeGreaterThan(200);
  expect(strays(rule, sources)).toEqual([]);
});

it('every door has what it is one for', () => {
  const idle = RULES.flatMap(({ what, word, doors }) =>
    Object.keys(doors)
      .filter((door) => !sources.some(({ path, text }) => isDoor({ [door]: '' }, path) && word.test(text)))
      .map((door) => `${door}: ${what}`),
  );
  expect(idle).toEqual([]);
});

it.each([
  ['text becomes code', 'const f = new Function("a", body);'],
  ['text becomes code', 'eval(body)'],
  ['text becomes code', "import { runInNewContext } from 'node:vm';"],
  ['a process is started', "import { exec } from 'node:child_process';"],
  ['a module is chosen at run time', 'await import(name)'],
  ['a module is chosen at run time', 'require(`./${name}`)'],
  ['a connection is opened', 'await fetch(body.url)'],
  ['a connection is opened', "import { request } from 'node:https';"],
  ['a connection is opened', "import { type Socket, connect } from 'node:net';"],
  ['something listens', 'createServer(() => {})'],
  ['a file is read or written', "import { readFile } from 'node:fs/promises';"],
  ['chance is guessed', 'const code = Math.random();'],
  ['a broken algorithm is used', "createHash('md5')"],
  ['the other side is not verified', 'new Agent({ rejectUnauthorized: false })'],
  ['text becomes markup or a prototype', 'element.innerHTML = name'],
  ['a buffer shows old memory', 'Buffer.allocUnsafe(8)'],
])('finds where %s: %s', (what, text) => {
  const rule = RULES.find((one) => one.what === what)!;
  expect(strays(rule, [{ path: 'src/users/planted.ts', text: withoutComments(text) }])).toHaveLength(1);
  expect(strays(rule, [{ path: 'src/users/planted.ts', text: withoutComments(`// ${text}`) }])).toEqual([]);
});
