import { expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, freshEmail, Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const ask = (token: string | undefined, name = 'email'): Promise<Answer> =>
  gatehouse.post(`/v1/users/me/attributes/${name}/code`, undefined, token);
const verify = (token: string | undefined, body: unknown, name = 'email'): Promise<Answer> =>
  gatehouse.post(`/v1/users/me/attributes/${name}/verify`, body, token);

/** Somebody who has given a new address and not verified it. */
async function unverified(): Promise<{ email: string; token: string }> {
  const { accessToken: token } = await gatehouse.signIn(await gatehouse.user());
  const email = freshEmail();
  const answer = await gatehouse.call('PATCH', '/v1/users/me', { token, body: { attributes: { email } } });
  expect(answer.status).toBe(200);
  return { email, token };
}

describe('POST /v1/users/me/attributes/:name/code', () => {
  it('sends a code and tells where it went', async () => {
    const { email, token } = await unverified();
    expectData(await ask(token), 202, {
      delivery: { medium: 'EMAIL', destination: expect.stringContaining('***'), attribute: 'email' },
    });
    expectDone(await verify(token, { code: await gatehouse.code(email) }));
  });

  it.each(['name', 'sub', 'custom:account_id', 'EMAIL', '%20'])('refuses the attribute %s', async (name) => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expectFieldFault(await ask(accessToken, name), 'name');
  });

  it('stops after five codes an hour', async () => {
    const { token } = await unverified();
    for (let i = 0; i < 5; i++) expect((await ask(token)).status).toBe(202);
    expectProblem(await ask(token), 429, 'too_many_attempts', { retryAfter: 900 });
  });

  it('refuses a phone number that is not there', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const answer = await ask(accessToken, 'phone_number');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('needs a token', async () => {
    expectProblem(await ask(undefined), 401, 'unauthorized');
  });
});

describe('POST /v1/users/me/attributes/:name/verify', () => {
  it('verifies with the code', async () => {
    const { email, token } = await unverified();
    expectDone(await verify(token, { code: await gatehouse.code(email) }));
    expect((await gatehouse.get('/v1/users/me', token)).body.data.attributes).toEqual({
      email,
      email_verified: true,
    });
  });

  it('refuses a wrong code, and takes the right one after it', async () => {
    const { email, token } = await unverified();
    const code = await gatehouse.code(email);
    const wrong = code === '000000' ? '000001' : '000000';
    expectProblem(await verify(token, { code: wrong }), 422, 'code_mismatch');
    expectDone(await verify(token, { code }));
  });

  it('takes a code once', async () => {
    const { email, token } = await unverified();
    const code = await gatehouse.code(email);
    expectDone(await verify(token, { code }));
    expectProblem(await verify(token, { code }), 410, 'code_expired');
  });

  it('refuses a code that was never asked for', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expectProblem(await verify(accessToken, { code: '123456' }), 410, 'code_expired');
  });

  it.each([
    ['no code', {}],
    ['an empty code', { code: '' }],
    ['a number', { code: 123456 }],
    ['spaces', { code: '12 34' }],
    ['2,049 characters', { code: '1'.repeat(2049) }],
  ])('refuses %s', async (_, body) => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expectFieldFault(await verify(accessToken, body), 'code');
  });

  it('refuses other attributes', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expectFieldFault(await verify(accessToken, { code: '123456' }, 'name'), 'name');
  });

  it('needs a token', async () => {
    expectProblem(await verify(undefined, { code: '123456' }), 401, 'unauthorized');
  });
});
