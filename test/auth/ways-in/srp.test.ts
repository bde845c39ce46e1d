import { expectData, expectFieldFault, expectProblem, fault, SIGNED_IN } from '../../support/answers';
import { type Answer, PASSWORD } from '../../support/gatehouse';
import { type Exchange, foreignClients, type Told } from './foreign-srp';
import { type PoolServer, startPoolServer } from './pool-server';
import { Srp } from './proofs';
import { asking, BY_EMAIL, type Challenge, challengeIn, EVERY_WAY, type Person, Site } from './site';
import { riddles, RIDDLES } from './sites';

const text = expect.any(String) as string;

let server: PoolServer;
/** E-mail addresses for names, a client with a secret, devices in place of second factors, and riddles. */
let site: Site;
/** Names of their own, and a client without a secret. */
let plain: Site;
beforeAll(async () => {
  server = await startPoolServer(riddles);
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  site = await Site.open(server, {
    ...EVERY_WAY,
    pool: { ...EVERY_WAY.pool, ...BY_EMAIL, DeviceConfiguration, LambdaConfig: RIDDLES },
    client: {
      ...EVERY_WAY.client,
      ExplicitAuthFlows: [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH'],
    },
  });
  plain = await Site.open(server, { client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } });
});
afterAll(async () => {
  await site.close();
  await plain.close();
  await server.pool.close();
});

const RIDDLE = { name: 'CUSTOM_CHALLENGE', parameters: { riddle: 'riddle-1' }, answer: ['answer'] };
const SIGNED_IN_WITH_DEVICE = { ...SIGNED_IN, newDevice: { deviceKey: text, deviceGroupKey: text } };

/** Answers a PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER. */
async function prove(at: Site, asked: Answer, { answer }: Exchange): Promise<Answer> {
  const { session, challenge } = challengeIn(asked);
  return at.answer(session, await answer(challenge.parameters as Told));
}

describe.each(foreignClients)('%s', (_, client) => {
  const start = async (at: Site, { username }: Person, more: object = { method: 'srp' }) => {
    const exchange = await client.password(username, PASSWORD);
    return { exchange, asked: await at.signIn({ username, srpA: exchange.srpA, ...more }) };
  };

  it('signs in over a public client', async () => {
    const { exchange, asked } = await start(plain, await plain.person());
    expectData(await prove(plain, asked, exchange), 200, SIGNED_IN);
  });

  it('signs in by an e-mail address over a client with a secret', async () => {
    const { exchange, asked } = await start(site, await site.person());
    // The name in the proof is the pool's own, which is not the address.
    expectData(
      asked,
      200,
      asking({
        name: 'PASSWORD_VERIFIER',
        parameters: {
          poolName: site.poolName,
          userId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          salt: text,
          srpB: text,
          secretBlock: text,
        },
        answer: ['signature', 'timestamp', 'secretBlock'],
      }),
    );
    expectData(await prove(site, asked, exchange), 200, SIGNED_IN_WITH_DEVICE);
  });

  it('signs in by choice', async () => {
    const person = await site.person();
    const exchange = await client.password(person.username, PASSWORD);
    const choice = await site.begin(person, { method: 'choice' });
    const asked = await site.goOn(choice, { choice: 'PASSWORD_SRP' });
    const verifier = await site.answer(asked.session, { srpA: exchange.srpA });
    expectData(await prove(site, verifier, exchange), 200, SIGNED_IN_WITH_DEVICE);
  });

  it('is followed by the app, and the next time by the device', async () => {
    const person = await site.personWithApp();
    const first = await start(site, person);
    const app = challengeIn(await prove(site, first.asked, first.exchange));
    expect(app.challenge.name).toBe('SOFTWARE_TOKEN_MFA');
    const signedIn = await site.answer(app.session, { code: await site.totpCode(person.secret) });
    expectData(signedIn, 200, SIGNED_IN_WITH_DEVICE);

    const { newDevice, tokens } = signedIn.body.data as {
      newDevice: { deviceKey: string; deviceGroupKey: string };
      tokens: { accessToken: string };
    };
    const { secret, ...body } = await client.verifier(newDevice.deviceKey, newDevice.deviceGroupKey);
    const path = `/v1/users/me/devices/${newDevice.deviceKey}/confirm`;
    const confirmed = await site.instance.post(path, body, tokens.accessToken);
    expectData(confirmed, 200, { confirmationNecessary: false });

    const { deviceKey } = newDevice;
    const again = await start(site, person, { method: 'srp', deviceKey });
    const asked = challengeIn(await prove(site, again.asked, again.exchange));
    expect(asked.challenge).toEqual({ name: 'DEVICE_SRP_AUTH', parameters: { deviceKey }, answer: ['srpA'] });
    const device = await client.device({ ...newDevice, secret });
    const verifier = await site.answer(asked.session, { srpA: device.srpA });
    expectData(await prove(site, verifier, device), 200, SIGNED_IN);
  });
});

describe('the proof of the password', () => {
  const start = async ({ username }: Person, method = 'srp'): Promise<{ srp: Srp; at: Challenge }> => {
    const srp = new Srp();
    return { srp, at: await site.begin({ username }, { method, srpA: srp.srpA }) };
  };

  it('ends the sign-in when it is wrong', async () => {
    const { srp, at } = await start(await site.person());
    const wrong = srp.password(at, 'Wrong-Horse-7');
    expectProblem(await site.answer(at.session, wrong), 401, 'invalid_credentials');
    expectProblem(await site.answer(at.session, srp.password(at)), 401, 'session_expired');
  });

  it('comes too late after half a minute', async () => {
    const { srp, at } = await start(await site.person());
    await server.control('clock', { advanceSeconds: 31 });
    expectProblem(await site.answer(at.session, srp.password(at)), 401, 'invalid_credentials');
  });

  it('is followed by the password that an invited user has to choose', async () => {
    const { srp, at } = await start(await site.invited());
    const next = await site.goOn(at, srp.password(at));
    expect(next.challenge.name).toBe('NEW_PASSWORD_REQUIRED');
    const done = await site.answer(next.session, { newPassword: 'Another-Horse-7' });
    expectData(done, 200, SIGNED_IN_WITH_DEVICE);
  });

  it('is followed by riddles', async () => {
    const { srp, at } = await start(await site.person(), 'custom');
    const next = await site.goOn(at, srp.password(at));
    expect(next.challenge).toEqual(RIDDLE);
    expectData(await site.answer(next.session, { answer: 'answer-1' }), 200, SIGNED_IN_WITH_DEVICE);
  });

  it.each<[string, object]>([
    ['a date in another form', { timestamp: '2026-01-01T12:00:00Z' }],
    ['a day with a zero before it', { timestamp: 'Tue Sep 08 04:05:06 UTC 2026' }],
  ])('takes another answer after %s', async (_, malformed) => {
    const { srp, at } = await start(await site.person());
    const right = srp.password(at);
    const given = await site.answer(at.session, { ...right, ...malformed });
    expectProblem(given, 422, 'challenge_answer_invalid', { errors: [fault('answer.timestamp')] });
    expectData(await site.answer(at.session, right), 200, SIGNED_IN_WITH_DEVICE);
  });

  it('cannot be made for a public value that is zero', async () => {
    const { username } = await site.person();
    expectFieldFault(await site.signIn({ username, method: 'srp', srpA: '00' }), 'srpA');
  });
});
