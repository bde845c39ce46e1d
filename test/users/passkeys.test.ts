import { SetUserPoolMfaConfigCommand } from '@aws-sdk/client-cognito-identity-provider';
import WebAuthnEmulator, {
  AuthenticatorEmulator,
  type PublicKeyCredentialCreationOptionsJSON as Options,
  type RegistrationResponseJSON,
} from 'nid-webauthn-emulator';
import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

const text = expect.any(String) as string;
const ORIGIN = 'http://localhost:5173';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

async function begin(person: Person): Promise<Options> {
  return (await person.post('/passkeys/options')).body.data.options as Options;
}

/** What a browser makes of the options, on a page of `from`, with an authenticator that has no passkey yet. */
function make(options: Options, from = ORIGIN): RegistrationResponseJSON {
  const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
  return emulator.createJSON(from, { ...options, excludeCredentials: [] }, [from]);
}

const keep = (person: Person, credential: unknown): Promise<Answer> =>
  person.post('/passkeys', { credential });

/** Registers a passkey and gives its id. */
async function register(person: Person): Promise<string> {
  const credential = make(await begin(person));
  expectDone(await keep(person, credential));
  return credential.id;
}

const idsOf = (answer: Answer): string[] =>
  (answer.body as { data: { credentialId: string }[] }).data.map(({ credentialId }) => credentialId);

describe('making a passkey', () => {
  it('gives what browsers take', async () => {
    const person = await Person.fresh(gatehouse);
    expectData(await person.post('/passkeys/options'), 200, {
      options: {
        rp: { id: 'localhost', name: text },
        user: { id: text, name: person.username, displayName: person.username },
        challenge: text,
        pubKeyCredParams: expect.arrayContaining([{ type: 'public-key', alg: -7 }]) as object[],
        timeout: 60_000,
        attestation: 'none',
        excludeCredentials: [],
        authenticatorSelection: {
          requireResidentKey: true,
          residentKey: 'required',
          userVerification: 'preferred',
        },
      },
    });
  });

  it('keeps what the browser made, shows it, and lets the person sign in with it', async () => {
    const person = await Person.fresh(gatehouse);
    const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
    const credential = emulator.createJSON(ORIGIN, await begin(person), [ORIGIN]);
    expectDone(await keep(person, credential));
    expectData(await person.get('/passkeys'), 200, [
      {
        credentialId: credential.id,
        name: text,
        relyingPartyId: 'localhost',
        transports: ['usb'],
        createdAt: DATE,
      },
    ]);
    const { username } = person;
    const step = await gatehouse.post('/v1/auth/sign-in', { username, method: 'passkey' });
    const { session, challenge } = step.body.data as {
      session: string;
      challenge: { parameters: { options: Parameters<WebAuthnEmulator['getJSON']>[1] } };
    };
    const proof = emulator.getJSON(ORIGIN, challenge.parameters.options, [ORIGIN]);
    const done = await gatehouse.post('/v1/auth/challenge', { session, answer: { credential: proof } });
    expect(done.body.data?.status).toBe('SIGNED_IN');
    expectDone(await person.delete(`/passkeys/${credential.id}`));
    expectData(await person.get('/passkeys'), 200, []);
  });

  it('tells the browser which passkeys there are', async () => {
    const person = await Person.fresh(gatehouse);
    const id = await register(person);
    expect((await begin(person)).excludeCredentials).toEqual([expect.objectContaining({ id })]);
  });

  it('takes a registration once, also when it comes many times at once', async () => {
    const person = await Person.fresh(gatehouse);
    const credential = make(await begin(person));
    const answers = await Promise.all(Array.from({ length: 8 }, () => keep(person, credential)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 410, 'passkey_challenge_expired');
    }
    expectProblem(await keep(person, credential), 410, 'passkey_challenge_expired');
    expect(idsOf(await person.get('/passkeys'))).toEqual([credential.id]);
  });

  it('takes a passkey once, whoever brings it', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
    expectDone(await keep(ada, emulator.createJSON(ORIGIN, await begin(ada), [ORIGIN])));
    const { id, rawId, response } = emulator.createJSON(
      ORIGIN,
      { ...(await begin(bob)), excludeCredentials: [] },
      [ORIGIN],
    );
    // The same registration with the name of Ada's passkey.
    const [{ credentialId: taken = '' } = {}] = (await ada.get('/passkeys')).body.data as {
      credentialId?: string;
    }[];
    expect([id, rawId]).not.toContain(taken);
    const answer = await keep(bob, { id: taken, rawId: taken, response, type: 'public-key' });
    expectProblem(answer, 400, 'invalid_parameter');
    expect(idsOf(await bob.get('/passkeys'))).toEqual([]);
    expect(idsOf(await ada.get('/passkeys'))).toEqual([taken]);
  });

  it('refuses the challenge of somebody else, and one that nobody gave', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const options = await begin(ada);
    expectProblem(await keep(bob, make(options)), 410, 'passkey_challenge_expired');
    const challenge = Buffer.alloc(32, 7).toString('base64url');
    expectProblem(await keep(ada, make({ ...options, challenge })), 410, 'passkey_challenge_expired');
    expectDone(await keep(ada, make(options)));
  });

  it('waits five minutes for the browser', async () => {
    const person = await Person.fresh(gatehouse);
    const options = await begin(person);
    await gatehouse.control('clock', { advanceSeconds: 301 });
    expectProblem(await keep(person, make(options)), 410, 'passkey_challenge_expired');
  });

  it.each(['https://evil.example', 'https://localhost.evil.example'])(
    'refuses a page of %s',
    async (origin) => {
      const person = await Person.fresh(gatehouse);
      expectProblem(await keep(person, make(await begin(person), origin)), 403, 'passkey_refused');
      expectData(await person.get('/passkeys'), 200, []);
    },
  );

  it('refuses a passkey of another site, and one with an algorithm that nobody asked for', async () => {
    const person = await Person.fresh(gatehouse);
    const options = await begin(person);
    const elsewhere = make({ ...options, rp: { ...options.rp, id: 'example.com' } });
    expectProblem(await keep(person, elsewhere), 422, 'passkey_invalid');
    const odd = make({ ...(await begin(person)), pubKeyCredParams: [{ type: 'public-key', alg: -8 }] });
    expectProblem(await keep(person, odd), 422, 'passkey_invalid');
    expectData(await person.get('/passkeys'), 200, []);
  });

  it('refuses a passkey that somebody has changed on its way', async () => {
    const person = await Person.fresh(gatehouse);
    const credential = make(await begin(person));
    const broken = {
      ...credential,
      response: { ...credential.response, attestationObject: Buffer.from('junk').toString('base64url') },
    };
    expectProblem(await keep(person, broken), 400, 'invalid_parameter');
  });

  it.each([
    ['nothing', {}],
    ['null', { credential: null }],
    ['a text', { credential: '{}' }],
    ['a list', { credential: [] }],
  ])('refuses %s as a credential', async (_, body) => {
    const person = await Person.fresh(gatehouse);
    expectFieldFault(await person.post('/passkeys', body), 'credential');
  });

  it('refuses an object that is no credential', async () => {
    const person = await Person.fresh(gatehouse);
    expectProblem(await keep(person, { id: 'x', type: 'public-key' }), 400, 'invalid_parameter');
  });
});

describe('the list of passkeys', () => {
  it('comes in pages, and ends at twenty', async () => {
    const person = await Person.fresh(gatehouse);
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) ids.push(await register(person));
    expectProblem(await person.post('/passkeys/options'), 409, 'limit_exceeded');

    const first = await person.get('/passkeys?limit=12');
    expect(first.body.meta).toEqual({ requestId: text, nextCursor: text });
    const { nextCursor } = first.body.meta as { nextCursor: string };
    const second = await person.get(`/passkeys?limit=12&cursor=${nextCursor}`);
    expect(second.body.meta).toEqual({ requestId: text });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids);
    expect(idsOf(await person.get('/passkeys'))).toEqual(ids);

    const others = await Person.fresh(gatehouse);
    expectProblem(await others.get(`/passkeys?cursor=${nextCursor}`), 400, 'invalid_cursor');
    expectProblem(await person.get(`/sessions?cursor=${nextCursor}`), 400, 'invalid_cursor');
    expectProblem(await person.get(`/devices?cursor=${nextCursor}`), 400, 'invalid_cursor');
    expectProblem(await person.get('/passkeys?cursor=x'), 400, 'invalid_cursor');

    const [last = ''] = ids.slice(-1);
    expectDone(await person.delete(`/passkeys/${last}`));
    expect(idsOf(await person.get('/passkeys'))).toEqual(ids.slice(0, -1));
    expectDone(await keep(person, make(await begin(person))));
  });

  it('never holds more than twenty, also when two browsers finish at once', async () => {
    const person = await Person.fresh(gatehouse);
    for (let count = 0; count < 18; count++) await register(person);
    const made = (await Promise.all([1, 2, 3, 4].map(() => begin(person)))).map((options) => make(options));
    const answers = await Promise.all(made.map((credential) => keep(person, credential)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(2);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 409, 'limit_exceeded');
    }
    expect(idsOf(await person.get('/passkeys'))).toHaveLength(20);
  });

  it.each(['0', '21', 'x', '1.5', '-1'])('refuses %s items a page', async (limit) => {
    const person = await Person.fresh(gatehouse);
    expectFieldFault(await person.get(`/passkeys?limit=${limit}`), 'limit');
  });
});

describe('deleting a passkey', () => {
  it('is done once, also when it is asked for many times at once', async () => {
    const person = await Person.fresh(gatehouse);
    const id = await register(person);
    const answers = await Promise.all(Array.from({ length: 8 }, () => person.delete(`/passkeys/${id}`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 404, 'resource_not_found');
    }
  });

  it('is for the owner only', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const id = await register(ada);
    expectProblem(await bob.delete(`/passkeys/${id}`), 404, 'resource_not_found');
    expect(idsOf(await ada.get('/passkeys'))).toEqual([id]);
  });

  it.each(['a b', 'a.b', 'ü'])('refuses the id %j', async (id) => {
    const person = await Person.fresh(gatehouse);
    expectFieldFault(await person.delete(`/passkeys/${encodeURIComponent(id)}`), 'credentialId');
  });
});

describe('a pool without passkeys', () => {
  it('says that they are not configured', async () => {
    const pool = await FrontedPool.open(gatehouse);
    try {
      const person = await pool.person('ada');
      expectProblem(await person.post('/passkeys/options'), 503, 'service_misconfigured', {
        retryAfter: 300,
      });
      expectProblem(await keep(person, { id: 'x' }), 503, 'service_misconfigured', { retryAfter: 300 });
      expectData(await person.get('/passkeys'), 200, []);
      expectProblem(await person.delete('/passkeys/x'), 404, 'resource_not_found');
    } finally {
      await pool.close();
    }
  });

  it('refuses what was begun before the relying party moved', async () => {
    const Policies = {
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD' as const, 'WEB_AUTHN' as const] },
    };
    const pool = await FrontedPool.open(gatehouse, { pool: { Policies } });
    const move = (RelyingPartyId: string): Promise<unknown> =>
      pool.sdk.send(
        new SetUserPoolMfaConfigCommand({
          UserPoolId: pool.userPoolId,
          WebAuthnConfiguration: { RelyingPartyId },
        }),
      );
    try {
      const person = await pool.person('ada');
      expectProblem(await person.post('/passkeys/options'), 503, 'service_misconfigured', {
        retryAfter: 300,
      });
      await move('localhost');
      const credential = make(await begin(person));
      await move('example.com');
      expectProblem(await keep(person, credential), 422, 'passkey_invalid');
    } finally {
      await pool.close();
    }
  });
});

it('needs a token', async () => {
  const path = '/v1/users/me/passkeys';
  expectProblem(await gatehouse.get(path), 401, 'unauthorized');
  expectProblem(await gatehouse.post(path, { credential: {} }), 401, 'unauthorized');
  expectProblem(await gatehouse.post(`${path}/options`), 401, 'unauthorized');
  expectProblem(await gatehouse.call('DELETE', `${path}/x`), 401, 'unauthorized');
});
