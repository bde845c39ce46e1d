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

  it('resetting tells a code that was never sent or has run out', async () => {
    const username = await gatehouse.user();
    const reset = { username, code: '123456', newPassword: PASSWORD };
    expectProblem(await post('password/reset', reset), 410, 'code_expired');
    expectProblem(await post('password/reset', { ...reset, username: freshEmail() }), 404, 'user_not_found');
  });
});
