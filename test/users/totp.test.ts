import { generateSync } from 'otplib';
import { encode } from 'uqr';
import { expectData, expectFieldFault, expectProblem, SIGNED_IN } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { ScriptedCognito } from '../auth/scripted-cognito';
import { FrontedPool, Person } from './person';

const text = expect.any(String) as string;
const ON = { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

interface Enrolment {
  secretCode: string;
  otpauthUri: string;
  qrCode: string;
}

async function begin(person: Person): Promise<Enrolment> {
  return (await person.post('/mfa/totp')).body.data as Enrolment;
}

/** What the app shows after so many seconds, which pass at the pool. */
async function codeOf(secret: string, after = 0): Promise<string> {
  const { now } = (await gatehouse.control('clock', { advanceSeconds: after })) as { now: string };
  return generateSync({ secret, epoch: Date.parse(now) / 1000 });
}

/** A code that the app shows at no time near this. */
async function wrongCode(secret: string): Promise<string> {
  const now = Number(await codeOf(secret));
  return String((now + 500_000) % 1_000_000).padStart(6, '0');
}

const verify = (person: Person, code: string, more: object = {}): Promise<Answer> =>
  person.post('/mfa/totp/verify', { code, ...more });

async function enrolled(more: object = {}): Promise<{ person: Person; secret: string }> {
  const person = await Person.fresh(gatehouse);
  const { secretCode } = await begin(person);
  expectData(await verify(person, await codeOf(secretCode), more), 200, ON);
  return { person, secret: secretCode };
}

const signIn = (username: string): Promise<Answer> =>
  gatehouse.post('/v1/auth/sign-in', { username, password: PASSWORD });

const drawn = (modules: readonly boolean[]): string => modules.map((dark) => (dark ? '#' : '.')).join('');

/** A QR code that was drawn as SVG, row by row. */
function rowsOf(dataUri: string): string[] {
  const svg = Buffer.from(dataUri.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const unit = Number(/h(\d+)v\1h-\1z/.exec(svg)?.[1]);
  const dark = new Set([...svg.matchAll(/M(\d+),(\d+)h/g)].map(([, x, y]) => `${x}/${y}`));
  const places = Array.from({ length: size / unit }, (_, index) => index * unit);
  return places.map((y) => drawn(places.map((x) => dark.has(`${x}/${y}`))));
}

describe('setting up an authenticator app', () => {
  it('hands over the secret, as a text, as a link and as a picture', async () => {
    const person = await Person.fresh(gatehouse);
    const answer = await person.post('/mfa/totp');
    expectData(answer, 200, {
      secretCode: expect.stringMatching(/^[A-Z2-7]{52}$/),
      otpauthUri: text,
      qrCode: expect.stringMatching(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/]+=*$/),
    });
    const { secretCode, otpauthUri, qrCode } = answer.body.data as Enrolment;
    const uri = new URL(otpauthUri);
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      `/Gatehouse:${person.username}`,
    ]);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Gatehouse',
      secret: secretCode,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    // The quiet zone of four modules (ISO/IEC 18004) belongs to the picture: pages may be dark.
    expect(rowsOf(qrCode)).toEqual(encode(otpauthUri, { border: 4 }).data.map(drawn));
  });

  it('switches it on with the first code, and the next sign-in asks for one', async () => {
    const { person, secret } = await enrolled({ deviceName: 'My phone' });
    expect((await person.get()).body.data.mfa).toEqual(ON);
    const step = await signIn(person.username);
    expectData(step, 200, {
      status: 'CHALLENGE',
      session: text,
      expiresAt: text,
      challenge: {
        name: 'SOFTWARE_TOKEN_MFA',
        parameters: { deviceName: 'My phone' },
        answer: ['code'],
      },
    });
    const answer = { session: step.body.data.session as string, answer: { code: await codeOf(secret, 30) } };
    expectData(await gatehouse.post('/v1/auth/challenge', answer), 200, SIGNED_IN);
  });

  it('is asked for only once it was verified', async () => {
    const person = await Person.fresh(gatehouse);
    await begin(person);
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
    expectData(await signIn(person.username), 200, SIGNED_IN);
  });

  it('refuses a wrong code, and takes the right one after it', async () => {
    const person = await Person.fresh(gatehouse);
    const { secretCode } = await begin(person);
    expectProblem(await verify(person, await wrongCode(secretCode)), 422, 'code_mismatch');
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
    expectData(await verify(person, await codeOf(secretCode)), 200, ON);
  });

  it('refuses a code where nothing was begun, and a second one after the first', async () => {
    const person = await Person.fresh(gatehouse);
    expectProblem(await verify(person, '123456'), 409, 'mfa_not_available');
    const { secretCode } = await begin(person);
    const code = await codeOf(secretCode);
    expectData(await verify(person, code), 200, ON);
    expectProblem(await verify(person, code), 409, 'mfa_not_available');
    expect((await person.get()).body.data.mfa).toEqual(ON);
  });

  it('counts with the last secret when it was begun twice', async () => {
    const person = await Person.fresh(gatehouse);
    const { secretCode: first } = await begin(person);
    const { secretCode: last } = await begin(person);
    expect(last).not.toBe(first);
    expectProblem(await verify(person, await codeOf(first)), 422, 'code_mismatch');
    expectData(await verify(person, await codeOf(last)), 200, ON);
  });

  it('can be begun many times at once, and ends in one secret', async () => {
    const person = await Person.fresh(gatehouse);
    const answers = await Promise.all(Array.from({ length: 8 }, () => person.post('/mfa/totp')));
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeGreaterThan(0);
    for (const other of answers.filter(({ status }) => status !== 200)) expectProblem(other, 409, 'conflict');
    const { secretCode } = await begin(person);
    expectData(await verify(person, await codeOf(secretCode)), 200, ON);
  });

  it('is verified once, also when the code comes many times at once', async () => {
    const person = await Person.fresh(gatehouse);
    const { secretCode } = await begin(person);
    const code = await codeOf(secretCode);
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(person, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 200)) {
      expectProblem(other, 409, 'mfa_not_available');
    }
    expect((await person.get()).body.data.mfa).toEqual(ON);
  });

  it('can be switched on later when Cognito fails half-way', async () => {
    const person = await Person.fresh(gatehouse);
    const { secretCode } = await begin(person);
    const fault = { operation: 'SetUserMFAPreference', kind: 'error500', times: 1 };
    await gatehouse.control('faults', fault);
    expectProblem(await verify(person, await codeOf(secretCode)), 503, 'upstream_unavailable', {
      retryAfter: 5,
    });
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
    expectData(await person.put('/mfa', { totp: { enabled: true, preferred: true } }), 200, ON);
  });

  it('takes a failure for a failure that Cognito reports as a success of the call', async () => {
    const person = await Person.fresh(gatehouse);
    const cognito = new ScriptedCognito({
      GetUser: () => ({ Username: 'ada', UserAttributes: [] }),
      VerifySoftwareToken: () => ({ Status: 'ERROR' }),
    });
    const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
    try {
      const answer = await instance.post('/v1/users/me/mfa/totp/verify', { code: '123456' }, person.token);
      expectProblem(answer, 422, 'code_mismatch');
      expect(cognito.calls.map(({ operation }) => operation)).not.toContain('SetUserMFAPreference');
    } finally {
      await instance.app.close();
      await cognito.close();
    }
  });

  it('leaves the app in use alone until the new one is verified', async () => {
    const { person, secret } = await enrolled();
    const { secretCode } = await begin(person);
    const before = await signIn(person.username);
    const withOld = {
      session: before.body.data.session as string,
      answer: { code: await codeOf(secret, 30) },
    };
    expectData(await gatehouse.post('/v1/auth/challenge', withOld), 200, SIGNED_IN);
    expectData(await verify(person, await codeOf(secretCode)), 200, ON);
    const after = await signIn(person.username);
    const withNew = {
      session: after.body.data.session as string,
      answer: { code: await codeOf(secretCode, 30) },
    };
    expectData(await gatehouse.post('/v1/auth/challenge', withNew), 200, SIGNED_IN);
  });

  it('is not for the secret of somebody else', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const { secretCode } = await begin(ada);
    await begin(bob);
    expectProblem(await verify(bob, await codeOf(secretCode)), 422, 'code_mismatch');
    expect((await ada.get()).body.data.mfa).toEqual({ enabled: [] });
  });

  it.each([
    ['no code', {}, 'code'],
    ['five digits', { code: '12345' }, 'code'],
    ['letters', { code: 'abcdef' }, 'code'],
    ['a number', { code: 123456 }, 'code'],
    ['digits of another script', { code: '١٢٣٤٥٦' }, 'code'],
    ['a name that is too long', { code: '123456', deviceName: 'x'.repeat(129) }, 'deviceName'],
    ['null as a name', { code: '123456', deviceName: null }, 'deviceName'],
    ['a session', { code: '123456', session: 'x' }, 'session'],
  ])('refuses %s', async (_, body, field) => {
    const person = await Person.fresh(gatehouse);
    expectFieldFault(await person.post('/mfa/totp/verify', body), field);
  });

  it('needs a token', async () => {
    expectProblem(await gatehouse.post('/v1/users/me/mfa/totp'), 401, 'unauthorized');
    expectProblem(
      await gatehouse.post('/v1/users/me/mfa/totp/verify', { code: '123456' }),
      401,
      'unauthorized',
    );
  });
});

describe('what the app shows', () => {
  it('is the issuer of the configuration and the name that the person signs in with', async () => {
    const pool = await FrontedPool.open(gatehouse, {
      mfa: { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } },
    });
    const branded = await startInstance(gatehouse, { ...pool.changes, TOTP_ISSUER: 'Acme & Söhne' });
    try {
      await pool.join('ada:lovelace', { email: 'ada@example.com' });
      const { otpauthUri, secretCode } = await begin(await Person.signIn(branded, 'ada:lovelace'));
      const uri = new URL(otpauthUri);
      // A colon ends the issuer's part of the label.
      expect(decodeURIComponent(uri.pathname)).toBe('/Acme & Söhne:ada lovelace');
      expect(uri.searchParams.get('issuer')).toBe('Acme & Söhne');
      expect(uri.searchParams.get('secret')).toBe(secretCode);
    } finally {
      await branded.app.close();
      await pool.close();
    }
  });

  it('is nothing in a pool without authenticator apps', async () => {
    const pool = await FrontedPool.open(gatehouse);
    try {
      const person = await pool.person('ada');
      expectProblem(await person.post('/mfa/totp'), 409, 'mfa_not_available');
      expectProblem(await verify(person, '123456'), 409, 'mfa_not_available');
    } finally {
      await pool.close();
    }
  });
});
