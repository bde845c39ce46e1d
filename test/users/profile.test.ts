import { expectData, expectDone, expectFieldFault, expectProblem, UUID } from '../support/answers';
import { ADMIN, type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { FrontedPool } from './person';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());
afterEach(() => jest.restoreAllMocks());

/** A fresh person who has just signed in. */
async function person(attributes: Record<string, string> = {}): Promise<{ email: string; token: string }> {
  const email = await gatehouse.user(attributes);
  return { email, token: (await gatehouse.signIn(email)).accessToken };
}

const patch = (token: string, attributes: unknown): Promise<Answer> =>
  gatehouse.call('PATCH', '/v1/users/me', { token, body: { attributes } });

describe('GET /v1/users/me', () => {
  it('tells who is signed in', async () => {
    const { email, token } = await person({ name: 'Jane Doe' });
    expectData(await gatehouse.get('/v1/users/me', token), 200, {
      sub: UUID,
      username: expect.any(String),
      attributes: { email, email_verified: true, name: 'Jane Doe' },
      groups: [],
      mfa: { enabled: [] },
    });
  });

  it('names the groups of the token', async () => {
    const { accessToken } = await gatehouse.admin();
    const answer = await gatehouse.get('/v1/users/me', accessToken);
    expect(answer.body.data).toMatchObject({ groups: ['admin'], attributes: { email: ADMIN.username } });
  });

  it('needs a token', async () => {
    expectProblem(await gatehouse.get('/v1/users/me'), 401, 'unauthorized');
  });

  it('names the account that the person belongs to', async () => {
    const name = 'custom:account_id';
    const pool = await FrontedPool.open(gatehouse, {
      pool: { Schema: [{ Name: 'account_id', AttributeDataType: 'String', Mutable: true }] },
      client: { ReadAttributes: [name] },
    });
    try {
      const { sub, ...rest } = (await (await pool.person('ada', { [name]: 'acme' })).get()).body.data as {
        sub: string;
      };
      expect(sub).toEqual(UUID);
      const attributes = { [name]: 'acme' };
      expect(rest).toEqual({
        username: 'ada',
        accountId: 'acme',
        attributes,
        groups: [],
        mfa: { enabled: [] },
      });
    } finally {
      await pool.close();
    }
  });

  it('is refused once an administrator has ended the sessions', async () => {
    const { email, token } = await person();
    const { accessToken } = await gatehouse.admin();
    await gatehouse.post(`/v1/admin/users/${email}/sign-out`, undefined, accessToken);
    expectProblem(await gatehouse.get('/v1/users/me', token), 401, 'token_revoked');
  });
});

describe('PATCH /v1/users/me', () => {
  it('sets and deletes in one request', async () => {
    const { email, token } = await person({ name: 'Jane Doe', nickname: 'Jay' });
    const answer = await patch(token, { name: 'Jane Roe', nickname: null });
    const attributes = { email, email_verified: true, name: 'Jane Roe' };
    expectData(answer, 200, { attributes, deliveries: [] });
    expect((await gatehouse.get('/v1/users/me', token)).body.data.attributes).toEqual(attributes);
  });

  it('deletes with an empty text as with null', async () => {
    const { email, token } = await person({ name: 'Jane Doe', nickname: 'Jay' });
    const answer = await patch(token, { nickname: '' });
    expectData(answer, 200, {
      attributes: { email, email_verified: true, name: 'Jane Doe' },
      deliveries: [],
    });
  });

  it('deletes what is not there without complaint', async () => {
    const { email, token } = await person();
    expectData(await patch(token, { nickname: null }), 200, {
      attributes: { email, email_verified: true },
      deliveries: [],
    });
  });

  it('passes values byte for byte', async () => {
    const { token } = await person();
    const name = '  Žofie “O’Neil” \u{1F600}\t';
    const answer = await patch(token, { name });
    expect(answer.body.data.attributes.name).toBe(name);
  });

  it('sends a code for a new e-mail address and tells where it went', async () => {
    const { token } = await person();
    const email = freshEmail();
    const answer = await patch(token, { email });
    expect({ status: answer.status, deliveries: answer.body.data?.deliveries }).toEqual({
      status: 200,
      deliveries: [{ medium: 'EMAIL', destination: expect.stringContaining('***'), attribute: 'email' }],
    });
    const code = await gatehouse.code(email);
    expectDone(await gatehouse.post('/v1/users/me/attributes/email/verify', { code }, token));
    expect((await gatehouse.get('/v1/users/me', token)).body.data.attributes).toEqual({
      email,
      email_verified: true,
    });
  });

  it.each([
    'sub',
    'identities',
    'email_verified',
    'phone_number_verified',
    'custom:account_id',
    'cognito:groups',
    'cognito:user_status',
    'dev:custom:plan',
  ])('refuses %s before anything is changed', async (name) => {
    const { token } = await person({ name: 'Jane Doe' });
    expectProblem(await patch(token, { name: 'Changed', [name]: 'true' }), 403, 'attribute_not_writable', {
      errors: [{ field: `attributes.${name}`, message: expect.any(String) }],
    });
    expect((await gatehouse.get('/v1/users/me', token)).body.data.attributes.name).toBe('Jane Doe');
  });

  it('changes nothing when one attribute is refused by Cognito', async () => {
    const { token } = await person({ name: 'Jane Doe', nickname: 'Jay' });
    const answer = await patch(token, { name: 'Changed', nickname: null, 'custom:unknown': 'x' });
    expect([403, 422]).toContain(answer.status);
    expect((await gatehouse.get('/v1/users/me', token)).body.data.attributes).toMatchObject({
      name: 'Jane Doe',
      nickname: 'Jay',
    });
  });

  it.each([{ phone_number: '0301234' }, { email: 'not an address' }])(
    'refuses %j, which does not fit the schema',
    async (attributes) => {
      const { token } = await person();
      expectProblem(await patch(token, attributes), 422, 'invalid_attributes', {
        errors: [{ field: `attributes.${Object.keys(attributes)[0]}`, message: expect.any(String) }],
      });
    },
  );

  it('refuses a date of birth that is no date', async () => {
    const { token } = await person();
    expectProblem(await patch(token, { birthdate: 'yesterday' }), 422, 'invalid_attributes', {
      errors: [{ field: 'attributes.birthdate', message: 'is not a date such as 1990-12-31' }],
    });
  });

  it('refuses the e-mail address of somebody else', async () => {
    const other = await gatehouse.user();
    const { token } = await person();
    expectProblem(await patch(token, { email: other }), 409, 'alias_exists');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['no attribute', {}],
    ['a text', 'name'],
    ['a number as value', { name: 1 }],
    ['a boolean as value', { name: true }],
    ['an object as value', { name: { first: 'Jane' } }],
    ['a value of 2,049 characters', { name: 'x'.repeat(2049) }],
    ['a name with a space', { 'first name': 'Jane' }],
    ['a name of 33 characters', { ['n'.repeat(33)]: 'x' }],
  ])('refuses %s as attributes', async (_, attributes) => {
    const { token } = await person();
    expectFieldFault(await patch(token, attributes), 'attributes');
  });

  it.each(['groups', 'accountId', 'username'])('refuses a member %s', async (member) => {
    const { token } = await person();
    const body = { attributes: { name: 'x' }, [member]: 'admin' };
    expectFieldFault(await gatehouse.call('PATCH', '/v1/users/me', { token, body }), member);
  });

  it('needs a token', async () => {
    expectProblem(await gatehouse.call('PATCH', '/v1/users/me', { body: {} }), 401, 'unauthorized');
  });
});

describe('DELETE /v1/users/me', () => {
  it('deletes the account; its token ends here at once', async () => {
    const { email, token } = await person();
    expectDone(await gatehouse.call('DELETE', '/v1/users/me', { token }));
    expectProblem(await gatehouse.get('/v1/users/me', token), 401, 'token_revoked');
    expectProblem(await gatehouse.get('/v1/auth/session', token), 401, 'token_revoked');
    const signIn = await gatehouse.post('/v1/auth/sign-in', { username: email, password: PASSWORD });
    expectProblem(signIn, 401, 'invalid_credentials');
  });

  it('asks for a new sign-in after five minutes', async () => {
    const { token } = await person();
    const later = Date.now() + 301_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expectProblem(
      await gatehouse.call('DELETE', '/v1/users/me', { token }),
      403,
      'reauthentication_required',
    );
    jest.restoreAllMocks();
    expect((await gatehouse.get('/v1/users/me', token)).status).toBe(200);
  });

  it('needs a token', async () => {
    expectProblem(await gatehouse.call('DELETE', '/v1/users/me'), 401, 'unauthorized');
  });
});
