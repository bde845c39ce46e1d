import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { challengeIn, EVERY_WAY, type Person, Site } from '../auth/ways-in/site';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { PROTECTED, SPELLINGS } from './members';

let gatehouse: Gatehouse;
/** In front of an app client that may write all there is. */
let site: Site;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  const Schema = [
    { Name: 'account_id', AttributeDataType: 'String' as const, Mutable: true },
    { Name: 'secret', AttributeDataType: 'String' as const, Mutable: true, DeveloperOnlyAttribute: true },
  ];
  const pool = { ...EVERY_WAY.pool, Schema, AutoVerifiedAttributes: ['email' as const] };
  const WriteAttributes = ['custom:account_id', 'email', 'phone_number', 'name', 'nickname'];
  site = await Site.open(gatehouse, { ...EVERY_WAY, pool, client: { ...EVERY_WAY.client, WriteAttributes } });
  await site.sdk.send(new CreateGroupCommand({ UserPoolId: site.pool.userPoolId, GroupName: 'admin' }));
});
afterAll(async () => {
  await site.close();
  await gatehouse.close();
});

/** All that Cognito knows of somebody; undefined when there is nobody of that name. */
async function known(Username: string): Promise<unknown> {
  const of = { UserPoolId: site.pool.userPoolId, Username };
  try {
    const { UserAttributes, UserStatus, Enabled, UserMFASettingList } = await site.sdk.send(
      new AdminGetUserCommand(of),
    );
    const { Groups } = await site.sdk.send(new AdminListGroupsForUserCommand(of));
    return { UserAttributes, UserStatus, Enabled, UserMFASettingList, Groups };
  } catch {
    return undefined;
  }
}

const attempts = [
  ...Object.entries(PROTECTED),
  ...['custom:account_id', 'email_verified'].flatMap((name) =>
    SPELLINGS.map((spelling): [string, string] => [spelling(name), 'true']),
  ),
];

/** A way by which somebody hands over attributes of his own, and what is left of him in Cognito. */
interface Way {
  readonly before: () => Promise<Person>;
  readonly send: (person: Person, attributes: Readonly<Record<string, string>>) => Promise<Answer>;
}

let session = '';
let token = '';
const ways: Readonly<Record<string, Way>> = {
  'a sign-up': {
    before: () => Promise.resolve(site.stranger()),
    send: ({ username, email }, attributes) =>
      site.instance.post('/v1/auth/sign-up', {
        username,
        password: PASSWORD,
        attributes: { email, ...attributes },
      }),
  },
  'a profile': {
    before: async () => {
      const person = await site.person();
      token = (await site.instance.signIn(person.username)).accessToken;
      return person;
    },
    send: (_, attributes) => site.instance.call('PATCH', '/v1/users/me', { token, body: { attributes } }),
  },
  'the first password of an invitation': {
    before: async () => {
      const person = await site.invited();
      session = challengeIn(await site.signIn({ username: person.username, password: PASSWORD })).session;
      return person;
    },
    send: (_, attributes) => site.answer(session, { newPassword: 'Another-Horse-7', attributes }),
  },
  'a member beside the first password': {
    before: async () => {
      const person = await site.invited();
      session = challengeIn(await site.signIn({ username: person.username, password: PASSWORD })).session;
      return person;
    },
    send: (_, attributes) => site.answer(session, { newPassword: 'Another-Horse-7', ...attributes }),
  },
};

it('the app client may write the account', async () => {
  const { userPoolId: UserPoolId, clientId: ClientId } = site.pool;
  const { UserPoolClient } = await site.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  expect(UserPoolClient?.WriteAttributes).toContain('custom:account_id');
});

it.each(Object.entries(ways))('nobody sets by %s what is not his to set', async (_, { before, send }) => {
  const person = await before();
  const was = await known(person.username);
  const taken: string[] = [];
  for (const [name, value] of attempts) {
    const { status } = await send(person, { [name]: value });
    if (status < 400 || status >= 500) taken.push(`${name}: ${status}`);
  }
  expect(taken).toEqual([]);
  expect(await known(person.username)).toEqual(was);
});

it('what is protected is refused here, whatever Cognito would say', async () => {
  for (const way of ['a sign-up', 'a profile', 'the first password of an invitation']) {
    const { before, send } = ways[way] as Way;
    const { body } = await send(await before(), PROTECTED);
    const fields = (body.errors as { field: string }[]).map(({ field }) =>
      field.replace(/^.*attributes\./, ''),
    );
    expect({ code: body.code, fields }).toEqual({
      code: 'attribute_not_writable',
      fields: Object.keys(PROTECTED),
    });
  }
});

it('nobody deletes what is not his to set', async () => {
  const person = await ways['a profile']?.before();
  const was = await known(person?.username ?? '');
  const taken: string[] = [];
  for (const [name] of attempts) {
    const { status } = await site.instance.call('PATCH', '/v1/users/me', {
      token,
      body: { attributes: { [name]: null } },
    });
    if (status < 400 || status >= 500) taken.push(`${name}: ${status}`);
  }
  expect(taken).toEqual([]);
  expect(await known(person?.username ?? '')).toEqual(was);
});

it('what goes to the triggers is kept by nobody', async () => {
  const person = site.stranger();
  const { username, email } = person;
  const clientMetadata = { ...PROTECTED, groups: 'admin' };
  const body = { username, password: PASSWORD, attributes: { email }, clientMetadata };
  expect((await site.instance.post('/v1/auth/sign-up', body)).status).toBe(201);
  expect((await site.signIn({ username, password: PASSWORD, clientMetadata })).status).toBe(403);
  expect(await known(username)).toEqual({
    UserAttributes: [
      { Name: 'sub', Value: expect.any(String) as string },
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'false' },
    ],
    UserStatus: 'UNCONFIRMED',
    Enabled: true,
    UserMFASettingList: undefined,
    Groups: [],
  });
});

it('a new address is not verified, whatever was before', async () => {
  const person = await site.person();
  const { accessToken } = await site.instance.signIn(person.username);
  const attributes = { phone_number: '+15559990000' };
  const { status } = await site.instance.call('PATCH', '/v1/users/me', {
    token: accessToken,
    body: { attributes },
  });
  expect(status).toBe(200);
  const { body } = await site.instance.get('/v1/users/me', accessToken);
  expect(body.data.attributes).toMatchObject({ phone_number: '+15559990000', phone_number_verified: false });
});
