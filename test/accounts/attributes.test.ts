import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expectData, expectProblem } from '../support/answers';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';

const bounds = { StringAttributeConstraints: { MinLength: '2', MaxLength: '4' } };
const range = { NumberAttributeConstraints: { MinValue: '0', MaxValue: '150' } };
const Schema = [
  { Name: 'team', AttributeDataType: 'String' as const, Mutable: true, ...bounds },
  { Name: 'age', AttributeDataType: 'Number' as const, Mutable: true, ...range },
  { Name: 'score', AttributeDataType: 'Number' as const, Mutable: true },
  { Name: 'vip', AttributeDataType: 'Boolean' as const, Mutable: true },
  { Name: 'since', AttributeDataType: 'DateTime' as const, Mutable: true },
  { Name: 'born', AttributeDataType: 'String' as const, Mutable: false },
  { Name: 'notes', AttributeDataType: 'String' as const, Mutable: true },
  { Name: 'name', Required: true },
];
const OWN = ['team', 'age', 'score', 'vip', 'since', 'born'].map((name) => `custom:${name}`);
const STANDARD = ['name', 'email', 'birthdate', 'phone_number', 'updated_at', 'nickname'];

let gatehouse: Gatehouse;
let pool: AnotherPool;
let instance: Gatehouse;
let admin: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  pool = await anotherPool(gatehouse, {
    pool: { Schema, AutoVerifiedAttributes: ['email'] },
    client: {
      WriteAttributes: [...STANDARD, ...OWN],
      ReadAttributes: [...STANDARD, ...OWN, 'email_verified', 'custom:notes'],
    },
  });
  instance = await startInstance(gatehouse, pool.changes);
  const { sdk, userPoolId: UserPoolId } = pool;
  const of = { UserPoolId, Username: 'root' };
  await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admin' }));
  await sdk.send(new AdminCreateUserCommand({ ...of, MessageAction: 'SUPPRESS' }));
  await sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
  await sdk.send(new AdminAddUserToGroupCommand({ ...of, GroupName: 'admin' }));
  admin = (await instance.signIn('root')).accessToken;
});
afterAll(async () => {
  await instance.app.close();
  pool.sdk.destroy();
  await gatehouse.close();
});

let counter = 0;
const freshName = (): string => `somebody${++counter}`;
const signUp = (attributes: object, username = freshName()): Promise<Answer> =>
  instance.post('/v1/auth/sign-up', {
    username,
    password: PASSWORD,
    attributes: { email: freshEmail(), name: 'Ada', ...attributes },
  });

/** Somebody signed in, with these attributes. */
async function person(attributes: object = {}): Promise<{ username: string; token: string }> {
  const username = freshName();
  const made = await signUp(attributes, username);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  await instance.call('POST', `/v1/admin/users/${username}/confirm`, { token: admin });
  return { username, token: (await instance.signIn(username)).accessToken };
}

const patch = (token: string, attributes: object): Promise<Answer> =>
  instance.call('PATCH', '/v1/users/me', { token, body: { attributes } });
const adminPatch = (username: string, attributes: object): Promise<Answer> =>
  instance.call('PATCH', `/v1/admin/users/${username}`, { token: admin, body: { attributes } });

const FAULTY: [name: string, value: unknown, message: string][] = [
  ['custom:team', 'x', 'is too short: it takes at least 2 characters'],
  ['custom:team', '😀😀😀😀😀', 'is too long: it takes at most 4 characters'],
  ['custom:team', 42, 'must be a text'],
  ['custom:age', 151, 'must not be greater than 150'],
  ['custom:age', '-1', 'must not be less than 0'],
  ['custom:age', 'old', 'must be a number'],
  ['custom:vip', 'yes', 'must be true or false'],
  ['custom:since', 'yesterday', 'is not a point in time such as 2026-01-31T09:30:00Z'],
  ['custom:nothing', 'x', 'is not known to the user pool'],
  ['email', 'nowhere', 'is not an e-mail address'],
  ['phone_number', '030123', 'is not a phone number such as +4930123456'],
  ['birthdate', '31.12.1990', 'is not a date such as 1990-12-31'],
  ['updated_at', 'now', 'must be a number'],
];

describe('attributes', () => {
  it('are of their types in every answer, whichever way they came', async () => {
    const typed = {
      'custom:age': 42,
      'custom:vip': true,
      'custom:since': '2026-01-31',
      updated_at: 1_700_000_000,
    };
    const texts = {
      'custom:age': '42',
      'custom:vip': 'true',
      'custom:since': '2026-01-31',
      updated_at: '1700000000',
    };
    for (const attributes of [typed, texts]) {
      const { username, token } = await person(attributes);
      const own = await instance.get('/v1/users/me', token);
      const single = await instance.get(`/v1/admin/users/${username}`, admin);
      const list = await instance.get(`/v1/admin/users?attribute=username&value=${username}`, admin);
      for (const seen of [own.body.data, single.body.data, list.body.data[0]])
        expect(seen.attributes).toMatchObject(typed);
      const changed = await patch(token, { 'custom:age': 43, 'custom:vip': 'false', 'custom:since': null });
      expect(changed.body.data.attributes).toMatchObject({ 'custom:age': 43, 'custom:vip': false });
      expect(changed.body.data.attributes).not.toHaveProperty('custom:since');
    }
  });

  it('stay texts where JSON’s numbers would say something else', async () => {
    const { token } = await person({ 'custom:score': '9007199254740993' });
    expect((await instance.get('/v1/users/me', token)).body.data.attributes).toMatchObject({
      'custom:score': '9007199254740993',
    });
    for (const [given, shown] of Object.entries({ '007': '007', '9007199254740991': 9007199254740991 }))
      expect((await patch(token, { 'custom:score': given })).body.data.attributes).toMatchObject({
        'custom:score': shown,
      });
    expectProblem(await patch(token, { 'custom:score': 2 ** 53 }), 422, 'invalid_attributes', {
      errors: [
        { field: 'attributes.custom:score', message: expect.stringMatching(/^must be sent as a text/) },
      ],
    });
  });

  it('are held to the schema on every way in, each one by its name and before anything is done', async () => {
    const { username, token } = await person();
    const invited = freshName();
    const invite = (attributes: object): Promise<Answer> =>
      instance.post('/v1/admin/users', { username: invited, attributes, delivery: 'NONE' }, admin);
    const taken: unknown[] = [];
    for (const [name, value, message] of FAULTY)
      for (const way of [
        signUp,
        invite,
        (all: object) => patch(token, all),
        (all: object) => adminPatch(username, all),
      ]) {
        const { status, body } = await way({ [name]: value });
        const errors = [{ field: `attributes.${name}`, message }];
        if (status !== 422 || JSON.stringify(body.errors) !== JSON.stringify(errors))
          taken.push([name, value, body]);
      }
    expect(taken).toEqual([]);
    const all = Object.fromEntries(FAULTY.map(([name, value]) => [name, value]));
    expect((await patch(token, all)).body.errors).toHaveLength(Object.keys(all).length);
    expectProblem(await instance.get(`/v1/admin/users/${invited}`, admin), 404, 'user_not_found');
  });

  it('that are required must come with a sign-up, and stay', async () => {
    const missing = { errors: [{ field: 'attributes.name', message: 'is required' }] };
    for (const name of [{}, { name: '' }]) {
      const body = { username: freshName(), password: PASSWORD, attributes: name };
      expectProblem(await instance.post('/v1/auth/sign-up', body), 422, 'invalid_attributes', missing);
    }
    const { username, token } = await person();
    const kept = { errors: [{ field: 'attributes.name', message: 'is required and cannot be deleted' }] };
    for (const value of [null, '']) {
      expectProblem(await patch(token, { name: value }), 422, 'invalid_attributes', kept);
      expectProblem(await adminPatch(username, { name: value }), 422, 'invalid_attributes', kept);
    }
  });

  it('that cannot be changed are set once', async () => {
    const { username, token } = await person({ 'custom:born': 'Paris' });
    const refused = { errors: [{ field: 'attributes.custom:born', message: 'cannot be changed' }] };
    for (const value of ['Rome', null]) {
      expectProblem(await patch(token, { 'custom:born': value }), 403, 'attribute_not_writable', refused);
      expectProblem(
        await adminPatch(username, { 'custom:born': value }),
        403,
        'attribute_not_writable',
        refused,
      );
    }
  });

  it('that the app client may not write are an administrator’s', async () => {
    const { username, token } = await person();
    const refused = { errors: [{ field: 'attributes.custom:notes', message: 'may not be set here' }] };
    expectProblem(await patch(token, { 'custom:notes': 'x' }), 403, 'attribute_not_writable', refused);
    expectProblem(await signUp({ 'custom:notes': 'x' }), 403, 'attribute_not_writable', refused);
    expect((await adminPatch(username, { 'custom:notes': 'x' })).status).toBe(200);
  });

  it('of unknown names are not repeated where the name may be anything', async () => {
    const { token } = await person();
    for (const name of ['ada@example.com', '4930123456', 'кириллица'])
      expectProblem(await patch(token, { [name]: 'x' }), 422, 'invalid_attributes', {
        errors: [{ field: 'attributes.***', message: 'is not known to the user pool' }],
      });
  });
});

describe('POST /v1/admin/user-pool/attributes', () => {
  const add = (...attributes: object[]): Promise<Answer> =>
    instance.post('/v1/admin/user-pool/attributes', { attributes }, admin);

  it('adds attributes, which are written and read by their type at once, on other instances too', async () => {
    const other = await startInstance(gatehouse, pool.changes);
    await other.get('/v1/admin/user-pool', admin);
    const answer = await add(
      { name: 'plan', maxLength: 8 },
      { name: 'seats', type: 'Number', mutable: false, min: 1 },
    );
    expectData(answer, 201, [
      { name: 'custom:plan', type: 'String', required: false, mutable: true, maxLength: 8 },
      { name: 'custom:seats', type: 'Number', required: false, mutable: false, min: 1 },
    ]);
    const { username } = await person();
    // It looks again for names that it does not know, when it has not done so for some seconds.
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 11_000);
    for (const at of [instance, other]) {
      const changed = await at.call('PATCH', `/v1/admin/users/${username}`, {
        token: admin,
        body: { attributes: { 'custom:plan': 'pro' } },
      });
      expect(changed.body.data.attributes).toMatchObject({ 'custom:plan': 'pro' });
    }
    jest.restoreAllMocks();
    await other.app.close();
    expectProblem(await adminPatch(username, { 'custom:seats': 2 }), 403, 'attribute_not_writable', {
      errors: [{ field: 'attributes.custom:seats', message: 'cannot be changed' }],
    });
  });

  it.each([
    ['attributes.0.name', { name: 'custom:x' }],
    ['attributes.0.name', { name: 'x'.repeat(21) }],
    ['attributes.0.name', { name: 'two words' }],
    ['attributes.0.type', { name: 'x', type: 'Text' }],
    ['attributes.0.mutable', { name: 'x', mutable: 'yes' }],
    ['attributes.0.maxLength', { name: 'x', maxLength: 2049 }],
    ['attributes.0.maxLength', { name: 'x', minLength: 5, maxLength: 4 }],
    ['attributes.0.max', { name: 'x', type: 'Number', min: 5, max: 4 }],
    ['attributes.0.min', { name: 'x', min: 5 }],
    ['attributes.0.maxLength', { name: 'x', type: 'Boolean', maxLength: 5 }],
    ['attributes.0.required', { name: 'x', required: true }],
  ])('names %s when it has the wrong form: %j', async (field, attribute) => {
    expectProblem(await add(attribute), 400, 'validation_failed', {
      errors: [{ field, message: expect.any(String) }],
    });
  });

  it('adds none of them where one is there already, or there are too many', async () => {
    expectProblem(await add({ name: 'twice' }, { name: 'twice' }), 400, 'validation_failed', {
      errors: [{ field: 'attributes.1.name', message: 'must not be given twice' }],
    });
    expectProblem(await add({ name: 'fresh' }, { name: 'team' }), 409, 'conflict', {
      errors: [{ field: 'attributes.1.name', message: 'is in the user pool already' }],
    });
    const many = (count: number): object[] => Array.from({ length: count }, (_, i) => ({ name: `many${i}` }));
    expect((await add(...many(25))).status).toBe(201);
    expectProblem(await add(...many(25).map((_, i) => ({ name: `more${i}` }))), 409, 'limit_exceeded');
    const { schema } = (await instance.get('/v1/admin/user-pool', admin)).body.data;
    const names = (schema as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('custom:many24');
    expect(names.filter((name) => /^custom:(twice|fresh|more)/.test(name))).toEqual([]);
  });

  it('tells what has been added, though the pool cannot be read afterwards', async () => {
    await gatehouse.control('faults', { operation: 'DescribeUserPool', kind: 'error500' });
    const answer = await add({ name: 'blind', type: 'Boolean' });
    await gatehouse.control('faults', undefined, 'DELETE');
    expectData(answer, 201, [{ name: 'custom:blind', type: 'Boolean', required: false, mutable: true }]);
  });
});
