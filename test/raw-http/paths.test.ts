import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { spellings } from './paths';
import { exchange, faultsOf } from './wire';

const TARGETS = {
  'a route for the signed in': '/v1/users/me',
  'a route for administrators': '/v1/admin/groups',
  'a public route': '/v1/auth/configuration',
};

let gatehouse: Gatehouse;
let limited: Gatehouse;
const tokens = new Map<string, string | undefined>();

beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  limited = await startInstance(gatehouse, { RATE_LIMITS: 'on' });
  tokens.set('nobody', undefined);
  tokens.set('a user', (await gatehouse.signIn(await gatehouse.user())).accessToken);
});
afterAll(async () => {
  await limited.app.close();
  await gatehouse.close();
});

const portOf = ({ url }: Gatehouse): number => Number(new URL(url).port);

function get(at: Gatehouse, target: string, token?: string, method = 'GET') {
  const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return exchange(portOf(at), `${method} ${target} HTTP/1.1\r\nHost: here\r\n${authorization}\r\n`, method);
}

/** Whatever differs from answer to answer. */
const told = (body: string): string => body.replace(/"requestId":"[^"]*"/, '');

describe.each(Object.entries(TARGETS))('%s', (_, target) => {
  describe.each(['nobody', 'a user'])('asked for by %s', (who) => {
    it.each(Object.keys(spellings('/v1/x')))('%s opens no more than the plain path', async (name) => {
      const token = tokens.get(who);
      const spelling = spellings(target)[name] ?? '';
      const plain = (await get(gatehouse, target, token)).answers[0]!;
      for (const method of ['GET', 'HEAD']) {
        const { answers, rest, closedAfter } = await get(gatehouse, spelling, token, method);
        expect({ count: answers.length, rest, hangs: closedAfter === undefined }).toEqual({
          count: 1,
          rest: '',
          hangs: false,
        });
        const answer = answers[0]!;
        expect({ method, spelling, faults: faultsOf(answer, method) }).toEqual({
          method,
          spelling,
          faults: [],
        });
        if ([400, 404].includes(answer.status)) continue;
        // The public routes that some of these addresses really name.
        const health = /^\/health\/live\?/.test(spelling);
        expect(answer.status).toBe(health ? 200 : plain.status);
        if (method === 'GET' && answer.status === 200 && !health)
          expect(told(answer.body)).toBe(told(plain.body));
      }
    });
  });
});

it('a spelling that names the route counts for its limit', async () => {
  const remaining = async (target: string): Promise<number> => {
    const { answers } = await get(limited, target);
    return Number(/r=(\d+)/.exec(answers[0]?.headers.get('ratelimit') ?? '')?.[1]);
  };
  const target = '/v1/auth/configuration';
  let left = await remaining(target);
  const counted: string[] = [];
  for (const [name, spelling] of Object.entries(spellings(target))) {
    const now = await remaining(spelling);
    if (Number.isNaN(now)) continue;
    counted.push(name);
    expect({ name, now }).toEqual({ name, now: left - 1 });
    left = now;
  }
  expect(counted).toEqual(expect.arrayContaining(['all letters encoded', 'absolute form']));
});
