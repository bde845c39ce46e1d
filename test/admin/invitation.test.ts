import { DATE, expectData, expectDone, expectFieldFault, expectProblem, UUID } from '../support/answers';
import { freshEmail } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('readers');
});
afterAll(() => admin.close());

describe('POST /v1/admin/users', () => {
  it('makes a user and sends the temporary password by e-mail', async () => {
    const email = freshEmail();
    const answer = await admin.post('users', {
      username: email,
      attributes: { email, email_verified: true, name: 'Jane Doe' },
      delivery: 'EMAIL',
      accountId: 'acme',
      groups: ['readers'],
    });
    expectData(answer, 201, {
      sub: UUID,
      username: expect.any(String),
      status: 'FORCE_CHANGE_PASSWORD',
      enabled: true,
      attributes: { email, email_verified: true, name: 'Jane Doe', 'custom:account_id': 'acme' },
      groups: ['readers'],
      accountId: 'acme',
      createdAt: DATE,
      updatedAt: DATE,
    });
    const [message] = await admin.gatehouse.inbox(email);
    expect(message).toMatchObject({ medium: 'EMAIL', to: email });
    expect((await admin.get(`users/${email}`)).body.data).toMatchObject({
      accountId: 'acme',
      groups: ['readers'],
    });
  });

  it('takes a temporary password, which opens the first sign-in only', async () => {
    const email = freshEmail();
    const answer = await admin.post('users', {
      username: email,
      attributes: { email },
      temporaryPassword: 'Temporary-Horse-7',
      delivery: 'NONE',
    });
    expect(answer.status).toBe(201);
    const signIn = await admin.signIn(email, 'Temporary-Horse-7');
    expect(signIn.body.data).toMatchObject({
      status: 'CHALLENGE',
      challenge: { name: 'NEW_PASSWORD_REQUIRED' },
    });
  });

  it('sends nothing with the delivery NONE', async () => {
    const email = await admin.invited();
    expect(await admin.gatehouse.inbox(email)).toEqual([]);
  });

  it('sends an e-mail when no delivery is named', async () => {
    const email = freshEmail();
    expect((await admin.post('users', { username: email, attributes: { email } })).status).toBe(201);
    expect(await admin.gatehouse.inbox(email)).toHaveLength(1);
  });

  it('refuses a username that is taken', async () => {
    const email = await admin.user();
    const body = { username: email, attributes: { email }, delivery: 'NONE' };
    expectProblem(await admin.post('users', body), 409, 'username_exists');
  });

  it('makes nobody and sends nothing when a group does not exist', async () => {
    const email = freshEmail();
    const answer = await admin.post('users', {
      username: email,
      attributes: { email },
      delivery: 'EMAIL',
      groups: ['readers', 'nobody'],
    });
    expectProblem(answer, 404, 'group_not_found');
    expectProblem(await admin.get(`users/${email}`), 404, 'user_not_found');
    expect(await admin.gatehouse.inbox(email)).toEqual([]);
  });

  it('takes the user back when joining a group fails', async () => {
    const email = freshEmail();
    await admin.gatehouse.control('faults', { operation: 'AdminAddUserToGroup', kind: 'limit', times: 1 });
    const answer = await admin.post('users', {
      username: email,
      attributes: { email },
      delivery: 'NONE',
      groups: ['readers'],
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectProblem(await admin.get(`users/${email}`), 404, 'user_not_found');
    await admin.gatehouse.control('faults', undefined, 'DELETE');
  });

  it('says what has been made when it cannot be taken back', async () => {
    const email = freshEmail();
    await admin.gatehouse.control('faults', { operation: 'AdminAddUserToGroup', kind: 'limit', times: 1 });
    await admin.gatehouse.control('faults', { operation: 'AdminDeleteUser', kind: 'error500', times: 1 });
    const answer = await admin.post('users', {
      username: email,
      attributes: { email },
      delivery: 'NONE',
      groups: ['readers'],
    });
    await admin.gatehouse.control('faults', undefined, 'DELETE');
    expect(answer.body.detail).toMatch(/^The user has been made/);
    expect((await admin.get(`users/${email}`)).body.data).toMatchObject({ groups: [] });
  });

  it('refuses a temporary password that breaks the policy', async () => {
    const email = freshEmail();
    const body = { username: email, attributes: { email }, temporaryPassword: 'weak', delivery: 'NONE' };
    expectProblem(await admin.post('users', body), 422, 'password_policy', {
      errors: [{ field: 'temporaryPassword', message: expect.any(String) }],
    });
  });

  it.each(['sub', 'custom:account_id', 'cognito:user_status'])('refuses the attribute %s', async (name) => {
    const email = freshEmail();
    const body = { username: email, attributes: { email, [name]: 'x' }, delivery: 'NONE' };
    expectProblem(await admin.post('users', body), 403, 'attribute_not_writable', {
      errors: [{ field: `attributes.${name}`, message: expect.any(String) }],
    });
  });

  it.each([{ 'custom:unknown': 'x' }, { phone_number: '0301234' }])('refuses %j', async (attributes) => {
    const email = freshEmail();
    const body = { username: email, attributes: { email, ...attributes }, delivery: 'NONE' };
    expectProblem(await admin.post('users', body), 422, 'invalid_attributes', {
      errors: expect.any(Array),
    });
  });

  it.each([
    ['username', {}],
    ['username', { username: '' }],
    ['username', { username: 'two words' }],
    ['username', { username: 'x'.repeat(129) }],
    ['username', { username: '\ud800' }],
    ['username', { username: 7 }],
    ['attributes', { username: 'x', attributes: [] }],
    ['attributes', { username: 'x', attributes: { name: null } }],
    ['attributes', { username: 'x', attributes: { name: 7 } }],
    ['temporaryPassword', { username: 'x', temporaryPassword: '' }],
    ['temporaryPassword', { username: 'x', temporaryPassword: null }],
    ['temporaryPassword', { username: 'x', temporaryPassword: 'x'.repeat(257) }],
    ['delivery', { username: 'x', delivery: 'PIGEON' }],
    ['delivery', { username: 'x', delivery: null }],
    ['accountId', { username: 'x', accountId: '' }],
    ['groups', { username: 'x', groups: 'admin' }],
    ['groups', { username: 'x', groups: ['two words'] }],
    ['groups', { username: 'x', groups: ['a', 'a'] }],
    ['groups', { username: 'x', groups: [null] }],
    ['status', { username: 'x', status: 'CONFIRMED' }],
  ])('names %s when it has the wrong form: %j', async (field, body) => {
    expectFieldFault(await admin.post('users', body), field);
  });
});

describe('POST /v1/admin/users/:username/resend-invite', () => {
  it('sends a new temporary password', async () => {
    const email = await admin.invited();
    expectDone(await admin.post(`users/${email}/resend-invite`));
    expect(await admin.gatehouse.inbox(email)).toHaveLength(1);
    expectProblem(await admin.signIn(email, 'Temporary-Horse-7'), 401, 'invalid_credentials');
  });

  it('finds the user by sub as well', async () => {
    const email = await admin.invited();
    const { sub } = (await admin.get(`users/${email}`)).body.data;
    expectDone(await admin.post(`users/${sub}/resend-invite`));
    expect(await admin.gatehouse.inbox(email)).toHaveLength(1);
  });

  it('refuses a user who has accepted', async () => {
    expectProblem(await admin.post(`users/${await admin.user()}/resend-invite`), 409, 'conflict');
  });

  it('does not know an unknown user', async () => {
    expectProblem(await admin.post('users/nobody@example.com/resend-invite'), 404, 'user_not_found');
  });
});
