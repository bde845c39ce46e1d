import { expectData, expectProblem, SIGNED_IN } from '../../support/answers';
import { PASSWORD } from '../../support/gatehouse';
import { type PoolServer, startPoolServer } from './pool-server';
import { type Challenge, EVERY_WAY, Site } from './site';

let server: PoolServer;
beforeAll(async () => {
  server = await startPoolServer();
});
afterAll(() => server.pool.close());

/** Runs in front of a client whose challenges may take so many minutes. */
async function within(minutes: number, run: (site: Site) => Promise<void>): Promise<void> {
  const client = { ...EVERY_WAY.client, AuthSessionValidity: minutes };
  const site = await Site.open(server, { ...EVERY_WAY, client });
  try {
    await run(site);
  } finally {
    await site.close();
  }
}

/** Whether `expiresAt` is so many minutes after now, to the second. */
function expectMinutes({ expiresAt }: Pick<Challenge, 'expiresAt'>, minutes: number, since: number): void {
  const end = Date.parse(expiresAt);
  expect(end).toBeGreaterThan(since + minutes * 60_000 - 1000);
  expect(end).toBeLessThanOrEqual(Date.now() + minutes * 60_000);
}

it.each([3, 5, 15])(
  'a challenge says that it ends after the %d minutes of its client, and does',
  async (minutes) => {
    await within(minutes, async (site) => {
      const person = await site.person({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
      const since = Date.now();
      const [early, late] = [await site.begin(person), await site.begin(person)];
      expectMinutes(early, minutes, since);
      const codes = (await server.inbox(person.phone)).map(({ code }) => code ?? '');
      const [lateCode = '', earlyCode = ''] = codes;
      await server.control('clock', { advanceSeconds: minutes * 60 - 5 });
      expectData(await site.answer(early.session, { code: earlyCode }), 200, SIGNED_IN);
      await server.control('clock', { advanceSeconds: 6 });
      expectProblem(await site.answer(late.session, { code: lateCode }), 401, 'session_expired');
    });
  },
);

it('each challenge has the whole time, and a choice that Cognito was not told of has what is left', async () => {
  await within(15, async (site) => {
    const person = await site.person({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const choice = await site.begin(person, { method: 'choice' });
    const password = await site.goOn(choice, { choice: 'PASSWORD' });
    expect(password.expiresAt).toBe(choice.expiresAt);
    await server.control('clock', { advanceSeconds: 890 });
    const since = Date.now();
    const code = await site.goOn(password, { password: PASSWORD });
    expectMinutes(code, 15, since);
    await server.control('clock', { advanceSeconds: 890 });
    const answer = { code: await site.code(person.phone) };
    expectData(await site.answer(code.session, answer), 200, SIGNED_IN);
  });
});

it('a set-up has the whole time from its secret on', async () => {
  const { EmailConfiguration } = EVERY_WAY.pool;
  const mfa = { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
  const client = { ...EVERY_WAY.client, AuthSessionValidity: 10 };
  const site = await Site.open(server, { pool: { EmailConfiguration }, client, mfa });
  try {
    const { session } = await site.begin(await site.person());
    const since = Date.now();
    const { body } = await site.instance.post('/v1/auth/challenge/totp', { session });
    expectMinutes(body.data as Challenge, 10, since);
  } finally {
    await site.close();
  }
});
