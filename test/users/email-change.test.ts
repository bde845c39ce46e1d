import { expectData, expectDone, expectProblem, fault } from '../support/answers';
import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const EMAIL_SENT = { medium: 'EMAIL', destination: expect.stringContaining('***'), attribute: 'email' };
const SMS_SENT = {
  medium: 'SMS',
  destination: expect.stringMatching(/^\+\*+\d{4}$/),
  attribute: 'phone_number',
};

const askCode = (person: Person, name = 'email'): Promise<Answer> => person.post(`/attributes/${name}/code`);
const verify = (person: Person, code: string, name = 'email'): Promise<Answer> =>
  person.post(`/attributes/${name}/verify`, { code });
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const attributesOf = async (person: Person): Promise<object> => (await person.get()).body.data.attributes;

/** Whether the name and the password open the account. */
async function opens(username: string, at = gatehouse): Promise<boolean> {
  const answer = await at.post('/v1/auth/sign-in', { username, password: PASSWORD });
  if (answer.status !== 200) expectProblem(answer, 401, 'invalid_credentials');
  return answer.status === 200;
}

describe('a new e-mail address where the old one is kept until the code is given', () => {
  /** Somebody who has asked for a new address, to which a code was sent. */
  async function changing(): Promise<{ person: Person; old: string; wanted: string }> {
    const person = await Person.fresh(gatehouse);
    const wanted = freshEmail();
    expectData(await person.patch({ email: wanted }), 200, {
      attributes: { email: person.username, email_verified: true },
      deliveries: [EMAIL_SENT],
    });
    return { person, old: person.username, wanted };
  }

  it('is nothing before the code, and everything after it', async () => {
    const { person, old, wanted } = await changing();
    expect([await opens(old), await opens(wanted)]).toEqual([true, false]);
    expectDone(await verify(person, await gatehouse.code(wanted)));
    expect(await attributesOf(person)).toEqual({ email: wanted, email_verified: true });
    expect([await opens(old), await opens(wanted)]).toEqual([false, true]);
    // The sign-in of before goes on.
    expect((await person.refresh()).status).toBe(200);
  });

  it('survives wrong codes and a new one', async () => {
    const { person, old, wanted } = await changing();
    const first = await gatehouse.code(wanted);
    expectProblem(await verify(person, another(first)), 422, 'code_mismatch');
    expectData(await askCode(person), 202, { delivery: EMAIL_SENT });
    const second = await gatehouse.code(wanted);
    expect(await attributesOf(person)).toEqual({ email: old, email_verified: true });
    if (first !== second) expectProblem(await verify(person, first), 422, 'code_mismatch');
    expectDone(await verify(person, second));
    expect(await attributesOf(person)).toEqual({ email: wanted, email_verified: true });
  });

  it('is given up by asking for the old address', async () => {
    const { person, old, wanted } = await changing();
    const code = await gatehouse.code(wanted);
    expectData(await person.patch({ email: old }), 200, {
      attributes: { email: old, email_verified: true },
      deliveries: [],
    });
    expectProblem(await verify(person, code), 410, 'code_expired');
    expect([await opens(old), await opens(wanted)]).toEqual([true, false]);
  });

  it('gives way to a third one, whose code alone counts', async () => {
    const { person, wanted } = await changing();
    const stale = await gatehouse.code(wanted);
    const third = freshEmail();
    await person.patch({ email: third });
    const code = await gatehouse.code(third);
    if (stale !== code) expectProblem(await verify(person, stale), 422, 'code_mismatch');
    expectDone(await verify(person, code));
    expect([await opens(wanted), await opens(third)]).toEqual([false, true]);
  });

  it('is left alone by a change of something else', async () => {
    const { person, old, wanted } = await changing();
    expectData(await person.patch({ name: 'Jane Doe' }), 200, {
      attributes: { email: old, email_verified: true, name: 'Jane Doe' },
      deliveries: [],
    });
    expectDone(await verify(person, await gatehouse.code(wanted)));
    expect(await attributesOf(person)).toEqual({ email: wanted, email_verified: true, name: 'Jane Doe' });
  });

  it('waits for a day', async () => {
    const { person, old, wanted } = await changing();
    const code = await gatehouse.code(wanted);
    await gatehouse.control('clock', { advanceSeconds: 24 * 3600 + 1 });
    const later = await Person.signIn(gatehouse, old);
    expectProblem(await verify(later, code), 410, 'code_expired');
    expectData(await askCode(later), 202, { delivery: EMAIL_SENT });
    expectDone(await verify(later, await gatehouse.code(wanted)));
    expect(person.username).toBe(old);
  });

  it('ends with the code once, also when it comes many times at once', async () => {
    const { person, wanted } = await changing();
    const code = await gatehouse.code(wanted);
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(person, code)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 410, 'code_expired');
    }
  });

  it('goes to whoever proves it first', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const wanted = freshEmail();
    await ada.patch({ email: wanted });
    const adas = await gatehouse.code(wanted);
    await bob.patch({ email: wanted });
    const bobs = await gatehouse.code(wanted);
    if (adas !== bobs) expectProblem(await verify(bob, adas), 422, 'code_mismatch');
    expectDone(await verify(ada, adas));
    expectProblem(await verify(bob, bobs), 409, 'alias_exists');
    expect(await attributesOf(bob)).toEqual({ email: bob.username, email_verified: true });
    expect((await attributesOf(ada)) as { email: string }).toMatchObject({ email: wanted });
  });

  it.each([null, ''])('cannot be %j: nobody could sign in any more', async (email) => {
    const person = await Person.fresh(gatehouse, { name: 'Jane Doe' });
    expectProblem(await person.patch({ name: 'Jane Roe', email }), 422, 'invalid_attributes', {
      errors: [{ field: 'attributes.email', message: 'is what you sign in with and cannot be deleted' }],
    });
    expect(await attributesOf(person)).toMatchObject({ name: 'Jane Doe', email: person.username });
    expect(await opens(person.username)).toBe(true);
  });
});

describe('a new e-mail address where the pool takes it at once', () => {
  let pool: FrontedPool;
  beforeAll(async () => {
    pool = await FrontedPool.open(gatehouse, {
      pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
    });
  });
  afterAll(() => pool.close());

  async function somebody(): Promise<Person> {
    const email = freshEmail();
    return pool.person(email, { email, email_verified: 'true' });
  }

  it('is unverified until the code, and opens the account already', async () => {
    const person = await somebody();
    const wanted = freshEmail();
    expectData(await person.patch({ email: wanted }), 200, {
      attributes: { email: wanted, email_verified: false },
      deliveries: [EMAIL_SENT],
    });
    expect([await opens(person.username, pool.instance), await opens(wanted, pool.instance)]).toEqual([
      false,
      true,
    ]);
    const code = await gatehouse.code(wanted);
    expectProblem(await verify(person, another(code)), 422, 'code_mismatch');
    expectDone(await verify(person, code));
    expect(await attributesOf(person)).toEqual({ email: wanted, email_verified: true });
  });

  it('can be taken back, and the old one be verified again', async () => {
    const person = await somebody();
    const old = person.username;
    await person.patch({ email: freshEmail() });
    expectData(await person.patch({ email: old }), 200, {
      attributes: { email: old, email_verified: false },
      deliveries: [EMAIL_SENT],
    });
    expect(await opens(old, pool.instance)).toBe(true);
    expectDone(await verify(person, await gatehouse.code(old)));
    expect(await attributesOf(person)).toEqual({ email: old, email_verified: true });
  });
});

describe('a new phone number', () => {
  let numbers = 0;
  const freshNumber = (): string => `+1555${String((numbers += 1)).padStart(7, '0')}`;
  let pool: FrontedPool;
  beforeAll(async () => {
    pool = await FrontedPool.open(gatehouse, {
      pool: {
        UsernameAttributes: ['phone_number'],
        AutoVerifiedAttributes: ['phone_number'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['phone_number'] },
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' },
      },
    });
  });
  afterAll(() => pool.close());

  it('replaces the old one with its code', async () => {
    const old = freshNumber();
    const person = await pool.person(old, { phone_number: old, phone_number_verified: 'true' });
    const wanted = freshNumber();
    expectData(await person.patch({ phone_number: wanted }), 200, {
      attributes: { phone_number: old, phone_number_verified: true },
      deliveries: [SMS_SENT],
    });
    expect([await opens(old, pool.instance), await opens(wanted, pool.instance)]).toEqual([true, false]);
    expectData(await askCode(person, 'phone_number'), 202, { delivery: SMS_SENT });
    const code = await gatehouse.code(wanted);
    expectProblem(await verify(person, another(code), 'phone_number'), 422, 'code_mismatch');
    // A code for the number says nothing about the e-mail address.
    expectProblem(await verify(person, code), 410, 'code_expired');
    expectDone(await verify(person, code, 'phone_number'));
    expect(await attributesOf(person)).toEqual({ phone_number: wanted, phone_number_verified: true });
    expect([await opens(old, pool.instance), await opens(wanted, pool.instance)]).toEqual([false, true]);
  });

  it('is not the one of somebody else', async () => {
    const [one, other] = [freshNumber(), freshNumber()];
    const person = await pool.person(one, { phone_number: one, phone_number_verified: 'true' });
    await pool.join(other, { phone_number: other, phone_number_verified: 'true' });
    expectProblem(await person.patch({ phone_number: other }), 409, 'alias_exists');
    expect(await attributesOf(person)).toEqual({ phone_number: one, phone_number_verified: true });
  });

  it('opens the account alone once the e-mail address is gone', async () => {
    const both = await FrontedPool.open(gatehouse, {
      pool: { UsernameAttributes: ['email', 'phone_number'] },
    });
    try {
      const [email, phone] = [freshEmail(), freshNumber()];
      const person = await both.person(email, { email, phone_number: phone });
      const lost = (...names: string[]): object => ({
        errors: names.map((name) => fault(`attributes.${name}`)),
      });
      const none = await person.patch({ email: null, phone_number: null });
      expectProblem(none, 422, 'invalid_attributes', lost('email', 'phone_number'));
      expect((await person.patch({ email: null })).status).toBe(200);
      expect([await opens(email, both.instance), await opens(phone, both.instance)]).toEqual([false, true]);
      expectProblem(
        await person.patch({ phone_number: null }),
        422,
        'invalid_attributes',
        lost('phone_number'),
      );
      expect((await person.patch({ phone_number: null, email })).status).toBe(200);
      expect(await opens(email, both.instance)).toBe(true);
    } finally {
      await both.close();
    }
  });

  it('is not what has another form', async () => {
    const one = freshNumber();
    const person = await pool.person(one, { phone_number: one, phone_number_verified: 'true' });
    expectProblem(await person.patch({ phone_number: '0301234' }), 422, 'invalid_attributes', {
      errors: [{ field: 'attributes.phone_number', message: 'is not a phone number such as +4930123456' }],
    });
  });
});

it('an address that the pool does not verify by itself can be verified on request', async () => {
  const pool = await FrontedPool.open(gatehouse);
  try {
    const person = await pool.person('ada', { email: freshEmail() });
    const email = freshEmail();
    const unverified = { attributes: { email, email_verified: false }, deliveries: [] };
    expectData(await person.patch({ email }), 200, unverified);
    expectData(await askCode(person), 202, { delivery: EMAIL_SENT });
    expectDone(await verify(person, await gatehouse.code(email)));
    expect(await attributesOf(person)).toEqual({ email, email_verified: true });
    expectData(await person.patch({ email: null }), 200, { attributes: {}, deliveries: [] });
    expectProblem(await askCode(person), 400, 'invalid_parameter');
  } finally {
    await pool.close();
  }
});
