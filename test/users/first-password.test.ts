import { expectData, expectDone, expectProblem, SIGNED_IN } from '../support/answers';
import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

/** Somebody who has signed up without a password. */
async function passwordless(): Promise<Person> {
  const username = freshEmail();
  const signUp = await gatehouse.post('/v1/auth/sign-up', { username, attributes: { email: username } });
  const confirmed = await gatehouse.post('/v1/auth/sign-up/confirm', {
    username,
    code: await gatehouse.code(username),
    session: signUp.body.data.session as string,
    signIn: true,
  });
  return new Person(gatehouse, username, confirmed.body.data.tokens as Tokens);
}

const signIn = (username: string, password: string): Promise<Answer> =>
  gatehouse.post('/v1/auth/sign-in', { username, password });
const factorsOf = async (person: Person): Promise<unknown> => (await person.get('/factors')).body.data.signIn;

describe('the first password of somebody who has none', () => {
  it('needs no present one, and is a factor from then on', async () => {
    const person = await passwordless();
    expect(await factorsOf(person)).toEqual(['EMAIL_OTP']);
    expectDone(await person.put('/password', { newPassword: PASSWORD }));
    expect(await factorsOf(person)).toEqual(['PASSWORD', 'EMAIL_OTP']);
    expectData(await signIn(person.username, PASSWORD), 200, SIGNED_IN);
    expect((await person.refresh()).status).toBe(200);
  });

  it('is the first one once: the next one needs it', async () => {
    const person = await passwordless();
    expectDone(await person.put('/password', { newPassword: PASSWORD }));
    const missing = { errors: [{ field: 'currentPassword', message: 'is required' }] };
    const again = await person.put('/password', { newPassword: 'Another-Horse-8' });
    expectProblem(again, 400, 'invalid_parameter', missing);
    const body = { currentPassword: PASSWORD, newPassword: 'Another-Horse-8' };
    expectDone(await person.put('/password', body));
    expectData(await signIn(person.username, 'Another-Horse-8'), 200, SIGNED_IN);
  });

  it('is not there to be compared', async () => {
    const person = await passwordless();
    const body = { currentPassword: PASSWORD, newPassword: PASSWORD };
    expectProblem(await person.put('/password', body), 422, 'incorrect_password');
    expectProblem(await signIn(person.username, PASSWORD), 401, 'invalid_credentials');
  });

  it('meets the policy', async () => {
    const person = await passwordless();
    expectProblem(await person.put('/password', { newPassword: 'no-capital-1' }), 422, 'password_policy', {
      detail: 'The password needs an uppercase letter.',
      errors: [{ field: 'newPassword', message: 'The password needs an uppercase letter.' }],
    });
    expect(await factorsOf(person)).toEqual(['EMAIL_OTP']);
  });

  it('is one of those that were sent at once', async () => {
    const person = await passwordless();
    const wishes = [1, 2, 3, 4].map((number) => `Correct-Horse-${number}`);
    const answers = await Promise.all(wishes.map((newPassword) => person.put('/password', { newPassword })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400]);
    const set = wishes[answers.findIndex(({ status }) => status === 204)] ?? '';
    expectData(await signIn(person.username, set), 200, SIGNED_IN);
  });
});

describe('a pool with a policy of its own', () => {
  let pool: FrontedPool;
  beforeAll(async () => {
    pool = await FrontedPool.open(gatehouse, {
      pool: { Policies: { PasswordPolicy: { MinimumLength: 12, PasswordHistorySize: 2 } } },
    });
  });
  afterAll(() => pool.close());

  it('refuses the passwords of before, the present one too', async () => {
    const person = await pool.person('ada');
    const change = (currentPassword: string, newPassword: string): Promise<Answer> =>
      person.put('/password', { currentPassword, newPassword });
    expectProblem(await change(PASSWORD, PASSWORD), 422, 'password_reused');
    expectDone(await change(PASSWORD, 'the second password'));
    expectProblem(await change('the second password', PASSWORD), 422, 'password_reused');
    expectDone(await change('the second password', 'the third password'));
    expectDone(await change('the third password', PASSWORD));
  });

  it('says what its policy wants', async () => {
    const person = await pool.person('grace');
    const answer = await person.put('/password', { currentPassword: PASSWORD, newPassword: 'too short' });
    expectProblem(answer, 422, 'password_policy', {
      detail: 'The password is too short.',
      errors: [{ field: 'newPassword', message: 'The password is too short.' }],
    });
  });
});
