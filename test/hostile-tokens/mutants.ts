import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bearerToken } from '../../src/common/access/authorization';
import { JwtStrategy, type PassportActions } from '../../src/common/access/jwt.strategy';
import { KeySet } from '../../src/common/access/key-set';
import { presentedToken } from '../../src/common/access/token';
import { hostileClasses, hostileTokens } from './hostile';
import { CLIENT_ID, ISSUER, Mint, type Variant } from './mint';
import { generateKeys, keySetOf } from './pool-keys';
import { validTokens } from './valid';
import '../../src/common/access/authorization.test';
import '../../src/common/access/jwks-document.test';
import '../../src/common/access/key-set.test';
import '../../src/common/access/token.test';
import '../../src/common/access/token-source.test';

// Run for every mutant of the guard by `npm run mutate` in mutation/, and not with the suite. All tests are in one file: Jest takes
// longer to open a file than to run what is in it.

/** All that is made with keys. Made once and kept for the mutants that follow, with the time at which it was made. */
interface Made {
  readonly now: number;
  readonly keySet: object;
  readonly hostile: [string, Variant[]][];
  readonly valid: [string, Variant[]][];
}

/** In the copy of the project that Stryker works in and takes away. */
const FILE = join(process.cwd(), 'hostile-tokens.json');

async function made(): Promise<Made> {
  if (existsSync(FILE)) return JSON.parse(readFileSync(FILE, 'utf8')) as Made;
  const mint = new Mint(await generateKeys(), 'http://127.0.0.1:9');
  const all = {
    now: mint.now,
    keySet: keySetOf(mint.keys),
    hostile: hostileTokens(mint),
    valid: validTokens(mint),
  };
  writeFileSync(`${FILE}.${process.pid}`, JSON.stringify(all));
  renameSync(`${FILE}.${process.pid}`, FILE);
  return all;
}

let server: Server;
let tokens: Made;

beforeAll(async () => {
  tokens = await made();
  jest.spyOn(Date, 'now').mockReturnValue(tokens.now * 1000);
  server = createServer((_request, response) => response.end(JSON.stringify(tokens.keySet)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});

/** With a key set of its own, so that Stryker knows which tests the code of the key set matters to. */
async function strategyOfThePool({ ahead = true } = {}): Promise<JwtStrategy> {
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const keys = new KeySet(jwksUri, { warn: () => undefined });
  if (ahead) await keys.onModuleInit();
  return new JwtStrategy(keys, { issuer: ISSUER, clientId: CLIENT_ID, jwksUri, clockAhead: 300 });
}

/** What Passport does with a strategy, without Passport: the guard itself is loaded with too much to be loaded for each mutant. */
function isTaken(strategy: JwtStrategy, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const run = Object.create(strategy) as JwtStrategy & PassportActions;
    run.success = () => {
      resolve(true);
    };
    run.fail = run.error = () => {
      resolve(false);
    };
    try {
      run.authenticate(presentedToken(bearerToken(['authorization', `Bearer ${token}`])));
    } catch {
      resolve(false);
    }
  });
}

it('takes odd tokens that are good', async () => {
  const strategy = await strategyOfThePool();
  for (const [, variants] of tokens.valid) {
    for (const [name, token] of variants)
      expect({ name, taken: await isTaken(strategy, token) }).toEqual({ name, taken: true });
  }
});

it('takes a token of a key that has to be fetched', async () => {
  const token = tokens.valid[0]?.[1][0]?.[1] ?? '';
  expect(await isTaken(await strategyOfThePool({ ahead: false }), token)).toBe(true);
});

it.each(Object.keys(hostileClasses))('takes no token of the class: %s', async (className) => {
  const strategy = await strategyOfThePool();
  const variants = tokens.hostile.find(([name]) => name === className)?.[1] ?? [];
  for (const [name, token] of variants)
    if (await isTaken(strategy, token)) throw new Error(`${name} is taken`);
});
