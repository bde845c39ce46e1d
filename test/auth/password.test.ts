import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { expectData, expectDone, expectProblem, fault, SIGNED_IN } from '../support/answers';
import { Directory } from '../support/directory';

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

const NEW = 'Better-Horse-8';
const DELIVERY = { delivery: { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' } };

const forgot = (username: unknown) => gatehouse.post('/v1/auth/password/forgot', { username });
const reset = (username: string, code: string, newPassword = NEW) =>
  gatehouse.post('/v1/auth/password/reset', { username, code, newPassword });
const signIn = (username: string, password: string) =>
  gatehouse.post('/v1/auth/sign-in', { username, password });

/** A user who has just been sent a code. */
async function forgetful(): Promise<{ username: string; code: string }> {
  const username = await gatehouse.user();
  expectData(await forgot(username), 202, DELIVERY);
  return { username, code: await gatehouse.code(username) };
}

describe('a forgotten password', () => {
  it('is replaced by the code', async () => {
    const { username, code } = await forgetful();
    expectDone(await reset(username, code));
    expectData(await signIn(username, NEW), 200, SIGNED_IN);
    expectProblem(await signIn(username, PASSWORD), 401, 'invalid_credentials');
  });

  it('is replaced after an administrator asked for it', async () => {
    const username = await gatehouse.user();
    await directory.resetPassword(username);
    expectProblem(await signIn(username, PASSWORD), 401, 'invalid_credentials');
    expectData(await forgot(username), 202, DELIVERY);
    expectDone(await reset(username, await gatehouse.code(username)));
    expectData(await signIn(username, NEW), 200, SIGNED_IN);
  });

  it('stays until the code is used', async () => {
    const { username } = await forgetful();
    expectData(await signIn(username, PASSWORD), 200, SIGNED_IN);
  });

  it('needs the right code, which may come after a wrong one', async () => {
    const { username, code } = await forgetful();
    expectProblem(await reset(username, code === '000000' ? '000001' : '000000'), 422, 'code_mismatch');
    expectDone(await reset(username, code));
  });

  it('takes a code once, also when it comes ten times at once', async () => {
    const { username, code } = await forgetful();
    const answers = await Promise.all(Array.from({ length: 10 }, () => reset(username, code)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
    expectProblem(await reset(username, code), 422, 'code_mismatch');
  });

  it('is not replaced by a code that has run out, which looks like a wrong one', async () => {
    const { username, code } = await forgetful();
    await gatehouse.control('clock', { advanceSeconds: 3601 });
    expectProblem(await reset(username, code), 422, 'code_mismatch', {
      detail:
        'The code is not the one that was sent, has expired, or was replaced by a newer one. Ask for a new one if in doubt.',
    });
  });

  it('keeps a code through a password that breaks the policy', async () => {
    const { username, code } = await forgetful();
    const message = 'The password is too short.';
    expectProblem(await reset(username, code, 'Short-1'), 422, 'password_policy', {
      detail: message,
      errors: [{ field: 'newPassword', message }],
    });
    expectDone(await reset(username, code));
  });

  it('cannot be replaced by anybody who never asked', async () => {
    expectProblem(await reset(await gatehouse.user(), '123456'), 422, 'code_mismatch');
    expectProblem(await reset(freshEmail(), '123456'), 422, 'code_mismatch');
  });

  it.each([
    ['no username', {}, 'username'],
    ['an empty username', { username: '', code: '1', newPassword: NEW }, 'username'],
    ['no code', { username: 'a@b.example', newPassword: NEW }, 'code'],
    ['a code with spaces', { username: 'a@b.example', code: ' 1', newPassword: NEW }, 'code'],
    ['no password', { username: 'a@b.example', code: '1' }, 'newPassword'],
    [
      'a password of 257 characters',
      { username: 'a@b.example', code: '1', newPassword: 'x'.repeat(257) },
      'newPassword',
    ],
  ])('is not reset with %s', async (_, body, field) => {
    const answer = await gatehouse.post('/v1/auth/password/reset', body);
    expectProblem(answer, 400, 'validation_failed', {
      errors: expect.arrayContaining([fault(field)]) as object[],
    });
  });

  it.each([undefined, '', null, 7, ['a@b.example']])('is not asked for by %j', async (username) => {
    expectProblem(await forgot(username), 400, 'validation_failed', { errors: [fault('username')] });
  });
});
