import { anotherPool } from '../support/another-pool';
import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { expectData, expectProblem, fault, SIGNED_IN } from '../support/answers';
import { Directory } from '../support/directory';
import { startInstance } from '../support/instance';

const TEMPORARY = 'Temporary-1';
const text = expect.any(String) as string;

let gatehouse: Gatehouse;
let directory: Directory;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  directory = new Directory(gatehouse);
});
afterAll(async () => {
  directory.close();
  await gatehouse.close();
});

const signIn = (username: string, password = TEMPORARY) =>
  gatehouse.post('/v1/auth/sign-in', { username, password });
const answer = (session: unknown, given: unknown) =>
  gatehouse.post('/v1/auth/challenge', { session, answer: given });

async function invited(): Promise<string> {
  const username = freshEmail();
  await directory.invite(username, TEMPORARY);
  return username;
}

async function sessionOf(username: string): Promise<string> {
  return ((await signIn(username)).body as { data: { session: string } }).data.session;
}

describe('the first sign-in of an invited user', () => {
  it('asks for a password of their own, in our words', async () => {
    const username = await invited();
    const given = await signIn(username);
    expectData(given, 200, {
      status: 'CHALLENGE',
      session: text,
      expiresAt: text,
      challenge: {
        name: 'NEW_PASSWORD_REQUIRED',
        parameters: { requiredAttributes: [], attributes: { email: username, email_verified: true } },
        answer: ['newPassword', 'attributes'],
      },
    });
    const left = Date.parse(given.body.data.expiresAt as string) - Date.now();
    expect(left).toBeGreaterThan(170_000);
    expect(left).toBeLessThanOrEqual(180_000);
  });

  it('ends with the new password', async () => {
    const username = await invited();
    expectData(await answer(await sessionOf(username), { newPassword: PASSWORD }), 200, SIGNED_IN);
    expectData(await signIn(username, PASSWORD), 200, SIGNED_IN);
    expectProblem(await signIn(username), 401, 'invalid_credentials');
  });

  it('takes attributes with it', async () => {
    const username = await invited();
    const given = { newPassword: PASSWORD, attributes: { name: 'Ada', nickname: 'Countess' } };
    const done = await answer(await sessionOf(username), given);
    expectData(done, 200, SIGNED_IN);
    const me = await gatehouse.get('/v1/users/me', done.body.data.tokens.accessToken as string);
    expect(me.body.data.attributes).toMatchObject({ name: 'Ada', nickname: 'Countess' });
  });

  it('goes on after an answer that cannot be taken', async () => {
    const session = await sessionOf(await invited());
    const message = 'The password is too short.';
    expectProblem(await answer(session, { newPassword: 'Short-1' }), 422, 'password_policy', {
      detail: message,
      errors: [{ field: 'answer.newPassword', message }],
    });
    expectProblem(await answer(session, { code: '123456' }), 422, 'challenge_answer_invalid', {
      errors: [fault('answer.newPassword'), fault('answer')],
    });
    const own = { newPassword: PASSWORD, attributes: { 'custom:account_id': 'other' } };
    expectProblem(await answer(session, own), 403, 'attribute_not_writable', {
      errors: [{ field: 'answer.attributes.custom:account_id', message: 'may not be set here' }],
    });
    expectData(await answer(session, { newPassword: PASSWORD }), 200, SIGNED_IN);
  });

  it('cannot be answered for somebody else', async () => {
    const session = await sessionOf(await invited());
    const given = { newPassword: PASSWORD, USERNAME: await invited() };
    expectProblem(await answer(session, given), 422, 'challenge_answer_invalid', {
      errors: [fault('answer')],
    });
  });

  it('works once, also when the answer comes twenty times at once', async () => {
    const session = await sessionOf(await invited());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => answer(session, { newPassword: PASSWORD })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    for (const other of others) expectProblem(other, 401, 'session_expired');
  });

  it('has to be started again when Cognito has forgotten the session', async () => {
    const session = await sessionOf(await invited());
    await gatehouse.control('clock', { advanceSeconds: 181 });
    expectProblem(await answer(session, { newPassword: PASSWORD }), 401, 'session_expired');
  });
});

describe('a session', () => {
  it.each(['x', 'a.b.c.d.e', 'eyJhbGciOiJub25lIn0..e30..', '€'])('is not %s', async (session) => {
    expectProblem(await answer(session, { newPassword: PASSWORD }), 401, 'session_expired');
  });

  it('is refused with a changed character', async () => {
    const session = await sessionOf(await invited());
    const at = session.length - 30;
    const changed = session.slice(0, at) + (session[at] === 'A' ? 'B' : 'A') + session.slice(at + 1);
    expectProblem(await answer(changed, { newPassword: PASSWORD }), 401, 'session_expired');
  });

  it('is understood by another instance', async () => {
    const other = await startInstance(gatehouse);
    try {
      const session = await sessionOf(await invited());
      const body = { session, answer: { newPassword: PASSWORD } };
      expectData(await other.post('/v1/auth/challenge', body), 200, SIGNED_IN);
    } finally {
      await other.app.close();
    }
  });

  it.each([
    ['no session', { answer: {} }, 'session'],
    ['a session that is too long', { session: 'x'.repeat(8193), answer: {} }, 'session'],
    ['no answer', { session: 'x' }, 'answer'],
    ['an answer that is a text', { session: 'x', answer: 'x' }, 'answer'],
    ['a username', { session: 'x', answer: {}, username: 'eve' }, 'username'],
  ])('does not come with %s', async (_, body, field) => {
    const given = await gatehouse.post('/v1/auth/challenge', body);
    expectProblem(given, 400, 'validation_failed', { errors: [fault(field)] });
  });
});

describe('a user pool that wants more of a person', () => {
  let instance: Gatehouse;
  let strict: Directory;

  beforeAll(async () => {
    const named = { Name: 'name', AttributeDataType: 'String', Required: true, Mutable: true } as const;
    const { changes, sdk } = await anotherPool(gatehouse, { pool: { Schema: [named] } });
    sdk.destroy();
    instance = await startInstance(gatehouse, changes);
    strict = new Directory(gatehouse, changes);
  });
  afterAll(async () => {
    strict.close();
    await instance.app.close();
  });

  it('names the attributes that are missing, and takes the answer when they have come', async () => {
    await strict.invite('grace', TEMPORARY, []);
    const credentials = { username: 'grace', password: TEMPORARY };
    const first = await instance.post('/v1/auth/sign-in', credentials);
    expect(first.body.data.challenge).toEqual({
      name: 'NEW_PASSWORD_REQUIRED',
      parameters: { requiredAttributes: ['name'], attributes: expect.any(Object) as object },
      answer: ['newPassword', 'attributes'],
    });
    const session = first.body.data.session as string;
    const give = (given: object): Promise<Answer> =>
      instance.post('/v1/auth/challenge', { session, answer: given });
    expectProblem(await give({ newPassword: PASSWORD }), 422, 'invalid_attributes', {
      errors: [{ field: 'answer.attributes.name', message: 'is required' }],
    });
    expectData(await give({ newPassword: PASSWORD, attributes: { name: 'Grace' } }), 200, SIGNED_IN);
  });

  it('says at sign-up what is missing', async () => {
    const given = await instance.post('/v1/auth/sign-up', { username: 'edith', password: PASSWORD });
    expectProblem(given, 422, 'invalid_attributes', {
      errors: [{ field: 'attributes.name', message: 'is required' }],
    });
  });

  it('tells its required attributes', async () => {
    const { body } = await instance.get('/v1/auth/configuration');
    expect(body.data).toMatchObject({ requiredAttributes: ['name'], username: { kind: 'username' } });
  });
});

it('a new session does not give new guesses: limits count by account', async () => {
  const limited = await startInstance(gatehouse, { RATE_LIMITS: 'on' });
  try {
    const credentials = { username: await invited(), password: TEMPORARY };
    const sessions = [1, 2].map(
      async () => (await limited.post('/v1/auth/sign-in', credentials)).body.data.session,
    );
    const [one, other] = (await Promise.all(sessions)) as [string, string];
    const guess = (session: string): Promise<Answer> =>
      limited.post('/v1/auth/challenge', { session, answer: {} });
    for (const session of [one, one, one, one, one, other, other, other, other, other]) {
      expect((await guess(session)).status).toBe(422);
    }
    for (const session of [one, other]) {
      const refused = await guess(session);
      expect({ status: refused.status, code: refused.body.code as string }).toEqual({
        status: 429,
        code: 'rate_limited',
      });
    }
    const again = await limited.post('/v1/auth/sign-in', credentials);
    expect(again.body.code).toBe('rate_limited');
  } finally {
    await limited.app.close();
  }
});
