import { hostileTokens } from './hostile';
import type { Variant } from './mint';
import { exchange, requestOf } from './raw-http';
import { type Answer, Service } from './service';
import { validTokens } from './valid';

/** A token and the name of its kind. */
type Named = readonly [name: string, token: string];

let service: Service;
let hostile: Named[];
let classes: [name: string, variants: Variant[]][];

const named = (of: [string, Variant[]][]): Named[] =>
  of.flatMap(([name, variants]) => variants.map(([variant, token]): Named => [`${name}: ${variant}`, token]));

beforeAll(async () => {
  service = await Service.start();
  service.log.length = 0;
  classes = hostileTokens(service.mint);
  hostile = named(classes);
});
afterAll(() => service.close());

/** By a connection, as clients come. Node cuts a connection off for a header beyond 16 KB, so those go past it. */
async function byConnection(path: string, tokens: Named[]): Promise<Answer[]> {
  const requests = tokens.map(([, token]) => requestOf(path, [`Authorization: Bearer ${token}`]));
  const sent = requests.filter((request) => request.length < 15_000);
  const answers = await exchange(service.url, sent);
  expect(answers).toHaveLength(sent.length);
  const all: Answer[] = [];
  for (const [i, request] of requests.entries()) {
    const answer = request.length < 15_000 ? answers.shift() : undefined;
    all.push(answer ?? (await service.inject(path, `Bearer ${tokens[i]?.[1] ?? ''}`)));
  }
  return all;
}

/** Past the connection, through all that the service does. */
async function byInjection(path: string, tokens: Named[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [, token] of tokens) answers.push(await service.inject(path, `Bearer ${token}`));
  return answers;
}

/** The first tokens whose answer was another one than expected. */
const others = (tokens: Named[], answers: Answer[], expected: (answer: Answer) => boolean): string[] =>
  tokens
    .flatMap(([name], i) => (expected(answers[i]!) ? [] : [`${name}: ${JSON.stringify(answers[i])}`]))
    .slice(0, 8);

const PROBLEM = {
  type: '/errors/unauthorized',
  title: expect.any(String),
  status: 401,
  code: 'unauthorized',
  detail: expect.any(String),
};

/** The one answer to all of them: which check refused is nobody's business. */
const refusedAt =
  (path: string) =>
  ({ status, headers, body }: Answer): boolean => {
    if (status !== 401) return false;
    expect(body).toEqual({ ...PROBLEM, instance: path, requestId: headers['x-request-id'] });
    expect(headers['www-authenticate']).toBe('Bearer realm="gatehouse", error="invalid_token"');
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    return true;
  };

const KNOWN_MEMBERS = new Set([
  ...[
    'level',
    'time',
    'msg',
    'requestId',
    'trace_id',
    'span_id',
    'method',
    'route',
    'status',
    'ms',
    'ip',
    'problem',
  ],
  'reason',
]);

/** Why tokens were refused, in fixed sentences: those of token.ts, jwt.strategy.ts and claims.ts. */
const REASONS = [
  'the Authorization header is not a bearer token',
  'the token is too long',
  'the token has not three parts',
  'a part is not canonical base64url',
  'a part is not JSON',
  'a part is not a JSON object',
  'a member is there twice',
  'the algorithm is not RS256',
  'the header has a member that is not taken',
  'the type is not JWT',
  'the kid is not one of Cognito',
  'the key is not known',
  'invalid signature',
  'it has expired',
  'it is not valid yet',
  'the issuer is another one',
  'it is not an access token',
  'it is for another client',
  'it is for another audience',
  'it comes from the future',
  'it is older than its sign-in',
  'it lives longer than Cognito allows',
  ...['exp', 'iat', 'nbf', 'auth_time'].map((name) => `${name} is not a time in whole seconds`),
  ...['sub', 'username', 'jti', 'origin_jti', 'device_key', 'custom:account_id', 'scope'].map(
    (name) => `${name} is not a text`,
  ),
  'cognito:groups is not a list of names',
];

describe('hostile tokens', () => {
  it('are more than 1,600 in more than 60 classes', () => {
    const tokens = new Set(hostile.map(([, token]) => token));
    expect(classes.length).toBeGreaterThanOrEqual(60);
    expect(tokens.size).toBeGreaterThanOrEqual(1600);
    expect(classes.filter(([, variants]) => variants.length < 2)).toEqual([]);
    expect(new Set(hostile.map(([name]) => name)).size).toBe(hostile.length);
    expect(tokens.has(service.mint.valid)).toBe(false);
  });

  it('are refused by a route for the signed-in', async () => {
    const path = '/doors/signed-in';
    expect(others(hostile, await byConnection(path, hostile), refusedAt(path))).toEqual([]);
  });

  it('are refused by a route for a role', async () => {
    const path = '/doors/admin';
    expect(others(hostile, await byInjection(path, hostile), refusedAt(path))).toEqual([]);
  });

  it('are nobody where a token is optional', async () => {
    const nobody = ({ status, body }: Answer): boolean => status === 200 && body.data.caller === null;
    expect(others(hostile, await byInjection('/doors/optional', hostile), nobody)).toEqual([]);
  });

  it('leave nothing of themselves in the log', () => {
    const requests = service.log.filter(({ msg }) => msg === 'request');
    expect(requests).toHaveLength(3 * hostile.length);
    const members = new Set(requests.flatMap((line) => Object.keys(line)));
    expect([...members].filter((name) => !KNOWN_MEMBERS.has(name))).toEqual([]);
    expect(new Set(requests.map(({ reason }) => reason))).toEqual(new Set([undefined, ...REASONS]));
    expect(requests.every(({ route }) => String(route).startsWith('/doors/'))).toBe(true);
    expect(service.log.filter(({ msg }) => msg !== 'request')).toEqual([]);
  });

  it('cause no connection to an address in them, and no fetch of keys for each', () => {
    expect(service.connections).toBe(0);
    expect(service.fetches).toBeLessThanOrEqual(2);
  });
});

describe('odd tokens that are good', () => {
  it.each(['/doors/signed-in', '/doors/optional'])('are taken by %s', async (path) => {
    const valid = named(validTokens(service.mint));
    expect(valid.length).toBeGreaterThanOrEqual(60);
    const taken = ({ body }: Answer): boolean =>
      (body.data?.caller ?? body.data)?.sub === service.mint.claims.sub;
    expect(others(valid, await byConnection(path, valid), taken)).toEqual([]);
  });
});
