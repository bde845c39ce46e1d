import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { expectData, expectProblem } from '../support/answers';
import { Directory } from '../support/directory';

let gatehouse: Gatehouse;
let directory: Directory;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ ACCOUNT_EXISTENCE: 'revealed' });
  directory = new Directory(gatehouse);
  await directory.changeClient({ PreventUserExistenceErrors: 'LEGACY' });
});
afterAll(async () => {
  directory.close();
  await gatehouse.close();
});

const post = (path: string, body: object) => gatehouse.post(`/v1/auth/${path}`, body);
const signIn = (username: string) => post('sign-in', { username, password: PASSWORD });
const signUp = (username: string) =>
  post('sign-up', { username, password: PASSWORD, attributes: { email: username } });

describe('where account existence is revealed', () => {
  it('sign-up tells a name that is taken, and where Cognito sent the code', async () => {
    const username = freshEmail();
    expectData(await signUp(username), 201, {
      status: 'CONFIRMATION_REQUIRED',
      delivery: { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' },
      session: expect.any(String),
    });
    expectProblem(await signUp(username), 409, 'username_exists');
  });

  it('sign-in tells who is unknown, disabled or must reset the password', async () => {
    expectProblem(await signIn(freshEmail()), 404, 'user_not_found');
    const [disabled, reset] = [await gatehouse.user(), await gatehouse.user()];
    await directory.disable(disabled);
    await directory.resetPassword(reset);
    expectProblem(await signIn(disabled), 403, 'user_disabled');
    expectProblem(await signIn(reset), 403, 'password_reset_required');
  });

  it('confirming tells who is unknown or confirmed', async () => {
    const confirm = (username: string) => post('sign-up/confirm', { username, code: '123456' });
    expectProblem(await confirm(freshEmail()), 404, 'user_not_found');
    expectProblem(await confirm(await gatehouse.user()), 409, 'user_already_confirmed');
  });

  it('sending codes tells who gets none', async () => {
    const username = await gatehouse.user();
    expectProblem(await post('sign-up/resend', { username }), 409, 'user_already_confirmed');
    expectProblem(await post('sign-up/resend', { username: freshEmail() }), 404, 'user_not_found');
    expectProblem(await post('password/forgot', { username: freshEmail() }), 404, 'user_not_found');
    await directory.disable(username);
    expectProblem(await post('password/forgot', { username }), 403, 'user_disabled');
  });

  it('sign-in tells an invitation that has expired, to whoever has its password', async () => {
    const username = freshEmail();
    await directory.invite(username, PASSWORD);
    await gatehouse.control('clock', { advanceSeconds: 8 * 24 * 3600 });
    expectProblem(await signIn(username), 403, 'temporary_password_expired');
  });

  it.each(['srp', 'choice', 'email_otp', 'passkey'])(
    'a sign-in by %s tells who is unknown',
    async (method) => {
      const answer = await post('sign-in', {
        username: freshEmail(),
        method,
        ...(method === 'srp' ? { srpA: 'f' } : {}),
      });
      expectProblem(answer, 404, 'user_not_found');
    },
  );

  it('a sign-in by a code tells who is disabled, and where the code of others goes', async () => {
    const [username, disabled] = [await gatehouse.user(), await gatehouse.user()];
    await directory.disable(disabled);
    expectProblem(await post('sign-in', { username: disabled, method: 'email_otp' }), 403, 'user_disabled');
    const choice = (await post('sign-in', { username: disabled, method: 'choice' })).body.data;
    const chosen = { session: choice.session as string, answer: { choice: 'EMAIL_OTP' } };
    expectProblem(await post('challenge', chosen), 403, 'user_disabled');
    const { challenge } = (await post('sign-in', { username, method: 'email_otp' })).body.data;
    expect(challenge).toEqual({
      name: 'EMAIL_OTP',
      parameters: {},
      answer: ['code'],
      delivery: { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' },
    });
  });

  it('confirming tells a code that has expired, and guesses that were too many', async () => {
    const username = freshEmail();
    await signUp(username);
    const code = await gatehouse.code(username);
    const confirm = (guess: string) => post('sign-up/confirm', { username, code: guess });
    const wrong = code === '000000' ? '000001' : '000000';
    for (let guess = 0; guess < 10; guess++) expectProblem(await confirm(wrong), 422, 'code_mismatch');
    expectProblem(await confirm(code), 429, 'too_many_attempts', { retryAfter: 900 });
    await gatehouse.control('clock', { advanceSeconds: 24 * 3600 + 1 });
    expectProblem(await confirm(code), 410, 'code_expired');
  });

  it('forgot tells an account without a verified address', async () => {
    const username = freshEmail();
    await signUp(username);
    await directory.confirm(username);
    expectProblem(await post('password/forgot', { username }), 409, 'password_cannot_be_reset');
  });

  it('resetting tells a code that was never sent or has run out', async () => {
    const username = await gatehouse.user();
    const reset = { username, code: '123456', newPassword: PASSWORD };
    expectProblem(await post('password/reset', reset), 410, 'code_expired');
    expectProblem(await post('password/reset', { ...reset, username: freshEmail() }), 404, 'user_not_found');
  });
});
