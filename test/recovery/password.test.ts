import { Administration } from '../admin/people';
import { expectData, expectDone, expectProblem, SIGNED_IN } from '../support/answers';
import { type Answer, freshEmail, PASSWORD } from '../support/gatehouse';
import { Person } from '../users/person';

const HOUR = 3600;
const NEXT = 'Another-Horse-8';
const toSelf = { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' };

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const post = (path: string, body: object): Promise<Answer> => admin.gatehouse.post(`/v1/auth/${path}`, body);
const later = (seconds: number): Promise<unknown> =>
  admin.gatehouse.control('clock', { advanceSeconds: seconds });
const code = (to: string): Promise<string> => admin.gatehouse.code(to);

/** Asks for a code and sets a password by it. */
async function reset(username: string, to = username): Promise<void> {
  expectData(await post('password/forgot', { username }), 202, { delivery: toSelf });
  expectDone(await post('password/reset', { username, code: await code(to), newPassword: NEXT }));
}

async function expectIn(username: string, password = NEXT): Promise<void> {
  expectData(await admin.signIn(username, password), 200, SIGNED_IN);
}

describe('an account whose password has to be reset', () => {
  it('is opened by the code that was sent when an administrator did that', async () => {
    const username = await admin.user();
    expectDone(await admin.post(`users/${username}/reset-password`));
    expectProblem(await admin.signIn(username), 401, 'invalid_credentials');
    expectDone(await post('password/reset', { username, code: await code(username), newPassword: NEXT }));
    await expectIn(username);
  });

  it('is opened by another code when that one has expired', async () => {
    const username = await admin.user();
    await admin.post(`users/${username}/reset-password`);
    const first = await code(username);
    await later(HOUR + 1);
    const late = await post('password/reset', { username, code: first, newPassword: NEXT });
    expectProblem(late, 422, 'code_mismatch', { detail: expect.stringContaining('has expired') });
    await reset(username);
    await expectIn(username);
  });
});

describe('a forgotten password', () => {
  it('is reset while the account is locked by wrong ones', async () => {
    const username = await admin.user();
    for (let guess = 0; guess < 8; guess++) await admin.signIn(username, 'Wrong-Horse-7');
    expectProblem(await admin.signIn(username), 429, 'too_many_attempts', { retryAfter: 900 });
    await reset(username);
    await later(15 * 60);
    await expectIn(username);
  });

  it('is reset by the next code after a weak password, a wrong code and many guesses', async () => {
    const username = await admin.user();
    await post('password/forgot', { username });
    const right = await code(username);
    const wrong = right === '000000' ? '000001' : '000000';
    const weak = await post('password/reset', { username, code: right, newPassword: 'weak' });
    expect({ status: weak.status, code: weak.body.code as string }).toEqual({
      status: 422,
      code: 'password_policy',
    });
    for (let guess = 0; guess < 11; guess++) {
      const answer = await post('password/reset', { username, code: wrong, newPassword: NEXT });
      expectProblem(answer, 422, 'code_mismatch', { detail: expect.any(String) });
    }
    await reset(username);
    await expectIn(username);
  });

  it('of a disabled account waits for an administrator', async () => {
    const username = await admin.user();
    await admin.post(`users/${username}/disable`);
    expectData(await post('password/forgot', { username }), 202, { delivery: toSelf });
    expect(await admin.gatehouse.inbox(username)).toEqual([]);
    expectDone(await admin.post(`users/${username}/enable`));
    await reset(username);
    await expectIn(username);
  });
});

describe('an account without a verified address', () => {
  /** Somebody whom an administrator has confirmed without a code. */
  async function unverified(): Promise<string> {
    const username = freshEmail();
    await post('sign-up', { username, password: PASSWORD, attributes: { email: username } });
    expectDone(await admin.post(`users/${username}/confirm`));
    return username;
  }

  it('gets no code for a new password; its owner verifies the address while the password is known', async () => {
    const username = await unverified();
    const before = await admin.gatehouse.inbox(username);
    expectData(await post('password/forgot', { username }), 202, { delivery: toSelf });
    expect(await admin.gatehouse.inbox(username)).toEqual(before);
    const person = await Person.signIn(admin.gatehouse, username);
    expectData(await person.post('/attributes/email/code'), 202, { delivery: toSelf });
    expectDone(await person.post('/attributes/email/verify', { code: await code(username) }));
    await reset(username);
    await expectIn(username);
  });

  it('is opened by an administrator who vouches for the address', async () => {
    const username = await unverified();
    const vouched = await admin.call('PATCH', `users/${username}`, { attributes: { email_verified: true } });
    expect(vouched.body.data.attributes).toEqual({ email: username, email_verified: true });
    await reset(username);
    await expectIn(username);
  });

  it('is opened by a password that an administrator sets for the next sign-in', async () => {
    const username = await unverified();
    const temporary = { password: 'Temporary-Horse-7', permanent: false };
    expectDone(await admin.call('PUT', `users/${username}/password`, temporary));
    const { session, challenge } = (await admin.signIn(username, 'Temporary-Horse-7')).body.data;
    expect(challenge.name).toBe('NEW_PASSWORD_REQUIRED');
    expectData(await post('challenge', { session, answer: { newPassword: NEXT } }), 200, SIGNED_IN);
    await expectIn(username);
  });
});

describe('a change of the e-mail address that was not verified', () => {
  const pending = async (person: Person, email: string): Promise<void> => {
    expect((await person.patch({ email })).body.data.deliveries).toHaveLength(1);
  };

  it('leaves the old address to sign in with and to reset the password by', async () => {
    const person = await Person.fresh(admin.gatehouse);
    const mistyped = freshEmail();
    await pending(person, mistyped);
    await expectIn(person.username, PASSWORD);
    await reset(person.username);
    await expectIn(person.username);
    expectProblem(await admin.signIn(mistyped, NEXT), 401, 'invalid_credentials');
  });

  it('is put right by another change, and its code asked for again', async () => {
    const person = await Person.fresh(admin.gatehouse);
    const [mistyped, meant] = [freshEmail(), freshEmail()];
    await pending(person, mistyped);
    await pending(person, meant);
    const stale = await person.post('/attributes/email/verify', { code: await code(mistyped) });
    expect(stale.status).toBeGreaterThanOrEqual(400);
    expectData(await person.post('/attributes/email/code'), 202, { delivery: toSelf });
    expectDone(await person.post('/attributes/email/verify', { code: await code(meant) }));
    await expectIn(meant, PASSWORD);
    expectProblem(await admin.signIn(person.username), 401, 'invalid_credentials');
    await reset(meant);
    await expectIn(meant);
  });
});
