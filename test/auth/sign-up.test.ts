import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { anotherPool } from '../support/another-pool';
import { expectData, expectProblem, fault, SIGNED_IN } from '../support/answers';
import { Directory } from '../support/directory';
import { startInstance } from '../support/instance';

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

const text = expect.any(String) as string;
const signUp = (body: object) => gatehouse.post('/v1/auth/sign-up', body);
const confirm = (body: object) => gatehouse.post('/v1/auth/sign-up/confirm', body);
const resend = (username: string) => gatehouse.post('/v1/auth/sign-up/resend', { username });

/** An account that waits for its code. */
async function unconfirmed(): Promise<string> {
  const username = freshEmail();
  await signUp({ username, password: PASSWORD, attributes: { email: username } });
  return username;
}

const WAITING = {
  status: 'CONFIRMATION_REQUIRED',
  delivery: { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' },
  session: text,
};

describe('sign-up', () => {
  it('makes an account that waits for its code', async () => {
    const username = freshEmail();
    const answer = await signUp({
      username,
      password: PASSWORD,
      attributes: { email: username, name: 'Ada' },
    });
    expectData(answer, 201, WAITING);
    await expect(gatehouse.code(username)).resolves.toMatch(/^\d{6}$/);
  });

  it('takes metadata for triggers', async () => {
    const username = freshEmail();
    const body = { username, password: PASSWORD, clientMetadata: { campaign: 'spring' } };
    expectData(await signUp(body), 201, WAITING);
  });

  it('answers a taken name like a fresh one', async () => {
    const username = await gatehouse.user();
    const taken = await signUp({ username, password: PASSWORD, attributes: { email: username } });
    expectData(taken, 201, WAITING);
    await expect(gatehouse.signIn(username)).resolves.toHaveProperty('accessToken');
  });

  it.each([
    ['Short-1', 'The password is too short.'],
    ['correct-horse-7', 'The password needs an uppercase letter.'],
    ['CORRECT-HORSE-7', 'The password needs a lowercase letter.'],
    ['Correct-Horse', 'The password needs a digit.'],
    ['CorrectHorse7', 'The password needs a symbol.'],
  ])('refuses the password %s and says why', async (password, message) => {
    expectProblem(await signUp({ username: freshEmail(), password }), 422, 'password_policy', {
      detail: message,
      errors: [{ field: 'password', message }],
    });
  });

  it.each(['custom:account_id', 'email_verified', 'phone_number_verified', 'sub', 'cognito:user_status'])(
    'does not let anybody set %s',
    async (name) => {
      const attributes = { [name]: 'true' };
      expectProblem(
        await signUp({ username: freshEmail(), password: PASSWORD, attributes }),
        403,
        'attribute_not_writable',
        {
          errors: [{ field: `attributes.${name}`, message: 'may not be set here' }],
        },
      );
    },
  );

  it('refuses attributes that the user pool does not know', async () => {
    const attributes = { 'custom:unknown': 'x' };
    const answer = await signUp({ username: freshEmail(), password: PASSWORD, attributes });
    expect([403, 422]).toContain(answer.status);
    expect(['invalid_attributes', 'attribute_not_writable']).toContain(answer.body.code);
  });

  it.each([
    ['a missing username', { password: PASSWORD }, 'username'],
    ['an empty username', { username: '', password: PASSWORD }, 'username'],
    ['a username of 129 characters', { username: 'x'.repeat(129), password: PASSWORD }, 'username'],
    ['a username that is no text', { username: ['a'], password: PASSWORD }, 'username'],
    ['an empty password', { username: 'a@b.example', password: '' }, 'password'],
    ['a password that is null', { username: 'a@b.example', password: null }, 'password'],
    ['attributes in an array', { username: 'a@b.example', password: PASSWORD, attributes: [] }, 'attributes'],
    ['an attribute that is no text', { username: 'a@b.example', attributes: { name: 1 } }, 'attributes'],
    [
      'an attribute that is too long',
      { username: 'a@b.example', attributes: { name: 'x'.repeat(2049) } },
      'attributes',
    ],
    ['a member nobody knows', { username: 'a@b.example', password: PASSWORD, groups: ['admin'] }, 'groups'],
  ])('refuses %s', async (_, body, field) => {
    expectProblem(await signUp(body), 400, 'validation_failed', { errors: [fault(field)] });
  });

  it('refuses a username that is not an e-mail address where the pool wants one', async () => {
    const answer = await signUp({ username: 'ada', password: PASSWORD });
    expectProblem(answer, 400, 'invalid_parameter', { errors: [fault('username')] });
  });
});

describe('confirming a sign-up', () => {
  it('makes the account work', async () => {
    const username = await unconfirmed();
    expectData(await confirm({ username, code: await gatehouse.code(username) }), 200, {
      status: 'CONFIRMED',
    });
    await expect(gatehouse.signIn(username)).resolves.toHaveProperty('accessToken');
  });

  it('refuses a wrong code, and takes the right one after it', async () => {
    const username = await unconfirmed();
    const code = await gatehouse.code(username);
    const wrong = code === '000000' ? '000001' : '000000';
    expectProblem(await confirm({ username, code: wrong }), 422, 'code_mismatch');
    expectData(await confirm({ username, code }), 200, { status: 'CONFIRMED' });
  });

  it('takes a code once, also when it comes fifteen times at once', async () => {
    const username = await unconfirmed();
    const code = await gatehouse.code(username);
    const answers = await Promise.all(Array.from({ length: 15 }, () => confirm({ username, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      answers.filter(({ status, body }) => status === 422 && body.code === 'code_mismatch'),
    ).toHaveLength(14);
  });

  it.each([
    ['an empty code', { username: 'a@b.example', code: '' }],
    ['a code with spaces', { username: 'a@b.example', code: '12 34' }],
    ['a code that is a number', { username: 'a@b.example', code: 123456 }],
  ])('refuses %s', async (_, body) => {
    expectProblem(await confirm(body), 400, 'validation_failed', { errors: [fault('code')] });
  });

  it('signs in with the session of the sign-up', async () => {
    const username = freshEmail();
    const { session } = (await signUp({ username, password: PASSWORD })).body.data as { session: string };
    const answer = await confirm({ username, code: await gatehouse.code(username), signIn: true, session });
    expectData(answer, 200, SIGNED_IN);
    const { accessToken } = answer.body.data.tokens;
    expect((await gatehouse.get('/v1/users/me', accessToken)).body.data.attributes).toEqual({
      email: username,
      email_verified: true,
    });
    expectProblem(await confirm({ username, code: '123456', signIn: true, session }), 422, 'code_mismatch');
  });

  it('signs in without the session where the code alone is a way to sign in', async () => {
    const username = await unconfirmed();
    const body = { username, code: await gatehouse.code(username), signIn: true };
    expectData(await confirm(body), 200, SIGNED_IN);
  });

  describe('in a pool without sign-in by code', () => {
    let instance: Gatehouse;
    beforeAll(async () => {
      const { changes, sdk } = await anotherPool(gatehouse, {
        pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
        client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'] },
      });
      sdk.destroy();
      instance = await startInstance(gatehouse, changes);
    });
    afterAll(() => instance.app.close());

    async function confirmed(more: object): Promise<Answer> {
      const username = freshEmail();
      await instance.post('/v1/auth/sign-up', { username, password: PASSWORD });
      const body = { username, code: await gatehouse.code(username), signIn: true, ...more };
      return instance.post('/v1/auth/sign-up/confirm', body);
    }

    it('confirms with any session at all: a code is good for longer than a session', async () => {
      expectData(await confirmed({ session: 'long.gone' }), 200, { status: 'CONFIRMED' });
    });

    it('does not sign anybody in without a proof', async () => {
      expectData(await confirmed({}), 200, { status: 'CONFIRMED' });
    });
  });
});

describe('sending the code of a sign-up again', () => {
  it('sends another code, which replaces the first', async () => {
    const username = await unconfirmed();
    const first = await gatehouse.code(username);
    expectData(await resend(username), 202, {
      delivery: { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' },
    });
    const second = await gatehouse.code(username);
    if (first !== second) expectProblem(await confirm({ username, code: first }), 422, 'code_mismatch');
    expectData(await confirm({ username, code: second }), 200, { status: 'CONFIRMED' });
  });

  it.each([
    ['nobody@example.com', { medium: 'EMAIL', destination: 'n***@e***', attribute: 'email' }],
    ['+4930123456', { medium: 'SMS', destination: '+*******3456', attribute: 'phone_number' }],
    ['nobody', { medium: 'EMAIL', destination: '***', attribute: 'email' }],
  ])('says for the unknown name %s what the name itself tells', async (username, delivery) => {
    expectData(await resend(username), 202, { delivery });
  });

  it('stops after five an hour, for known and unknown names alike', async () => {
    for (const username of [await unconfirmed(), freshEmail()]) {
      for (let sent = 0; sent < 5; sent++) expect((await resend(username)).status).toBe(202);
      const answer = await resend(username);
      expectProblem(answer, 429, 'too_many_attempts', { retryAfter: 900 });
      expect(answer.headers.get('retry-after')).toBe('900');
    }
  });
});
