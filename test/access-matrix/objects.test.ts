import { SetUserPoolSessionConfigurationCommand } from '@aws-sdk/client-cognito-identity-provider';
import { randomBytes, randomUUID } from 'node:crypto';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { withPasskey } from '../auth/ways-in/keys';
import { BY_EMAIL, EVERY_WAY, Site } from '../auth/ways-in/site';
import { Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
let site: Site;
let owner: Member;
let other: Member;
let routes: RouteFacts[];
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };
  const pool = { ...EVERY_WAY.pool, ...BY_EMAIL, DeviceConfiguration };
  site = await Site.open(gatehouse, { ...EVERY_WAY, pool });
  await site.sdk.send(
    new SetUserPoolSessionConfigurationCommand({
      UserPoolId: site.pool.userPoolId,
      UserSessionTracking: 'ENABLED',
      TokenSession: { MaxPerUser: 5 },
    }),
  );
  [owner, other] = await Promise.all([Member.join(), Member.join()]);
  const below = '/v1/users/me/';
  routes = routesOf(site.instance.app).filter(({ path }) => path.startsWith(below) && path.includes('{'));
});
afterAll(async () => {
  await site.close();
  await gatehouse.close();
});

const VERIFIER = { salt: 'AQIDBA==', passwordVerifier: 'Ag==' };

/** Somebody with one of each thing that has a path of its own. */
class Member {
  private constructor(
    readonly token: string,
    /** What a parameter of a path names, and a name of the same form that nothing has. */
    readonly things: Readonly<Record<string, readonly [own: string, none: string]>>,
  ) {}

  static async join(): Promise<Member> {
    const person = await withPasskey(site, await site.person());
    const { body } = await site.signIn({ username: person.username, password: PASSWORD });
    const { tokens, newDevice } = body.data;
    const token = tokens.accessToken as string;
    const deviceKey = newDevice.deviceKey as string;
    await site.instance.post(`/v1/users/me/devices/${deviceKey}/confirm`, VERIFIER, token);
    const [passkeys, sessions] = await Promise.all([
      site.instance.get('/v1/users/me/passkeys', token),
      site.instance.get('/v1/users/me/sessions', token),
    ]);
    return new Member(token, {
      deviceKey: [deviceKey, `us-east-1_${randomUUID()}`],
      credentialId: [passkeys.body.data[0].credentialId, randomBytes(32).toString('base64url')],
      id: [sessions.body.data[0].id, `tkn${'0'.repeat(25)}`],
    });
  }

  /** Everything that is his, as he sees it. */
  async sees(): Promise<{ status: number; data: unknown[] }[]> {
    const lists = ['devices', 'passkeys', 'sessions'].map((list) =>
      site.instance.get(`/v1/users/me/${list}`, this.token),
    );
    return (await Promise.all(lists)).map(({ status, body }) => ({ status, data: body.data as unknown[] }));
  }
}

/** A body that each route takes. */
const BODIES: Readonly<Record<string, object>> = {
  'put /v1/users/me/devices/{deviceKey}': { remembered: true },
  'post /v1/users/me/devices/{deviceKey}/confirm': VERIFIER,
};

const parameterIn = ({ path }: RouteFacts): string => /\{(\w+)\}/.exec(path)?.[1] ?? '';

it('every parameter below /v1/users/me names a thing of somebody, or an attribute of the caller', () => {
  const names = new Set(routes.map(parameterIn));
  expect([...names].toSorted()).toEqual(['credentialId', 'deviceKey', 'id', 'name']);
});

it('nobody reaches the things of others, nor learns of them, by any route', async () => {
  const before = await other.sees();
  expect(before.map(({ status, data }) => [status, data.length])).toEqual([
    [200, 1],
    [200, 1],
    [200, 2],
  ]);
  const reached: unknown[] = [];
  for (const route of routes) {
    const [own, none] = other.things[parameterIn(route)] ?? [];
    if (own === undefined || none === undefined) continue;
    const [answer, toNothing] = await Promise.all([ask(route, own), ask(route, none)]);
    const refused = answer.status >= 400 && answer.status < 500;
    if (!refused || JSON.stringify(answer) !== JSON.stringify(toNothing))
      reached.push({ route: `${route.method} ${route.path}`, answer, toNothing });
  }
  expect(reached).toEqual([]);
  expect(await other.sees()).toEqual(before);
});

async function ask(route: RouteFacts, thing: string): Promise<{ status: number; body: unknown }> {
  const name = `${route.method} ${route.path}`;
  const body = BODIES[name];
  const path = route.path.replace(/\{\w+\}/, encodeURIComponent(thing));
  const { status, body: answered } = await site.instance.call(route.method.toUpperCase(), path, {
    token: owner.token,
    ...(body === undefined ? {} : { body }),
  });
  const own = new Set(['requestId', 'instance']);
  return {
    status,
    body: JSON.parse(JSON.stringify(answered, (key, value: unknown) => (own.has(key) ? null : value))),
  };
}
