import { DATE, expectData, expectDone, expectFieldFault, expectProblem, UUID } from '../support/answers';
import type { Answer } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const UNKNOWN = 'nobody@example.com';

const patch = (username: string, attributes: unknown): Promise<Answer> =>
  admin.call('PATCH', `users/${username}`, { attributes });

/** The whole of a confirmed user. */
const confirmed = (email: string, attributes: object = {}, more: object = {}): object => ({
  sub: UUID,
  username: expect.any(String),
  status: 'CONFIRMED',
  enabled: true,
  attributes: { email, email_verified: true, ...attributes },
  groups: [],
  mfa: { enabled: [] },
  createdAt: DATE,
  updatedAt: DATE,
  ...more,
});

describe('GET /v1/admin/users/:username', () => {
  it('tells all about a user', async () => {
    const group = await admin.group('readers');
    const email = await admin.user({ name: 'Jane Doe' }, { groups: [group] });
    expectData(
      await admin.get(`users/${email}`),
      200,
      confirmed(email, { name: 'Jane Doe' }, { groups: ['readers'] }),
    );
  });

  it('finds a user by sub as by e-mail address', async () => {
    const email = await admin.user();
    const { sub } = (await admin.get(`users/${email}`)).body.data;
    expectData(await admin.get(`users/${sub}`), 200, confirmed(email, {}, { sub }));
  });

  it.each([
    ['an unknown address', UNKNOWN],
    ['a quote', 'a%22b'],
    ['a slash', 'a%2Fb'],
    ['a star', '*'],
    ['a backslash', 'a%5Cb'],
    ['letters of another script', encodeURIComponent('Ζωή')],
    ['128 characters', 'x'.repeat(128)],
  ])('does not know %s', async (_, username) => {
    expectProblem(await admin.get(`users/${username}`), 404, 'user_not_found');
  });

  it.each([
    ['129 characters', 'x'.repeat(129)],
    ['a space', 'jane%20doe'],
    ['a line break', 'jane%0Adoe'],
    ['a zero byte', 'jane%00'],
  ])('refuses a username of %s', async (_, username) => {
    expectFieldFault(await admin.get(`users/${username}`), 'username');
  });
});

describe('PATCH /v1/admin/users/:username', () => {
  it('sets and deletes in one request and gives the user as it is then', async () => {
    const email = await admin.user({ name: 'Jane Doe', nickname: 'Jay' });
    const answer = await patch(email, { name: 'Jane Roe', nickname: null });
    expectData(answer, 200, confirmed(email, { name: 'Jane Roe' }));
    expect((await admin.get(`users/${email}`)).body.data).toEqual(answer.body.data);
  });

  it('sets a new e-mail address as verified', async () => {
    const email = await admin.user();
    const next = `new.${email}`;
    const answer = await patch(email, { email: next, email_verified: true });
    expectData(answer, 200, confirmed(next));
  });

  it.each(['sub', 'custom:account_id', 'identities', 'cognito:user_status'])('refuses %s', async (name) => {
    const email = await admin.user({ name: 'Jane Doe' });
    expectProblem(await patch(email, { name: 'Changed', [name]: 'x' }), 403, 'attribute_not_writable', {
      errors: [{ field: `attributes.${name}`, message: expect.any(String) }],
    });
    expect((await admin.get(`users/${email}`)).body.data.attributes.name).toBe('Jane Doe');
  });

  it.each([{ phone_number: '0301234' }, { 'custom:unknown': 'x' }])(
    'refuses %j, which does not fit the schema',
    async (attributes) => {
      const email = await admin.user();
      const answer = await patch(email, attributes);
      expectProblem(answer, 422, 'invalid_attributes', { errors: expect.any(Array) });
    },
  );

  it('refuses the e-mail address of somebody else', async () => {
    const other = await admin.user();
    const email = await admin.user();
    expectProblem(await patch(email, { email: other, email_verified: true }), 409, 'alias_exists');
  });

  it.each([
    ['no attribute', {}],
    ['a list', []],
    ['null', null],
    ['a number as value', { name: 1 }],
    ['a boolean for a text', { name: true }],
    ['an object as value', { name: {} }],
    ['a value of 2,049 characters', { name: 'x'.repeat(2049) }],
  ])('refuses %s as attributes', async (_, attributes) => {
    expectFieldFault(await patch(await admin.user(), attributes), 'attributes');
  });

  it('does not know an unknown user', async () => {
    expectProblem(await patch(UNKNOWN, { name: 'x' }), 404, 'user_not_found');
  });
});

describe('DELETE /v1/admin/users/:username', () => {
  it('deletes the user; access tokens end at once', async () => {
    const { email, accessToken } = await admin.member();
    expectDone(await admin.call('DELETE', `users/${email}`));
    expectProblem(await admin.get(`users/${email}`), 404, 'user_not_found');
    expectProblem(await admin.gatehouse.get('/v1/auth/session', accessToken), 401, 'token_revoked');
    expectProblem(await admin.signIn(email), 401, 'invalid_credentials');
  });

  it('does not know an unknown user', async () => {
    expectProblem(await admin.call('DELETE', `users/${UNKNOWN}`), 404, 'user_not_found');
  });
});
