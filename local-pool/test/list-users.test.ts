import { ListUsersCommand, type ListUsersCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { post } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
let folding: string;
let exact: string;
let big: string;

const people: readonly (Partial<UserRecord> & { username: string })[] = [
  {
    username: 'Ada',
    attributes: { email: 'ada@example.com', given_name: 'Ada', family_name: 'Love"lace', name: 'Ada L' },
  },
  { username: 'bob', attributes: { email: 'Bob@Example.com', preferred_username: 'bobby' }, enabled: false },
  { username: 'cyd', attributes: { phone_number: '+15550001234' }, status: 'UNCONFIRMED' },
  { username: 'ada2', attributes: { given_name: 'adam', family_name: 'b\\c' }, status: 'RESET_REQUIRED' },
];

beforeAll(async () => {
  pool = await PoolUnderTest.start();
  folding = await pool.createPool({ UsernameConfiguration: { CaseSensitive: false } });
  exact = await pool.createPool();
  big = await pool.createPool();
  for (const { username, ...changes } of people) {
    await pool.createUser(folding, username, changes);
    await pool.createUser(exact, username, changes);
  }
});
afterAll(() => pool.close());

type Input = Omit<ListUsersCommandInput, 'UserPoolId'>;

async function list(UserPoolId: string, input: Input = {}): Promise<string[]> {
  const { Users } = await pool.sdk.send(new ListUsersCommand({ UserPoolId, ...input }));
  return (Users ?? []).map(({ Username }) => Username ?? '').sort();
}

describe('a filter', () => {
  it.each([
    ['', ['Ada', 'ada2', 'bob', 'cyd']],
    ['username = "Ada"', ['Ada']],
    ['username = "ada"', []],
    ['username ^= "ada"', ['ada2']],
    ['username="bob"', ['bob']],
    ['  username   ^=   "b"  ', ['bob']],
    ['email = "ADA@example.com"', ['Ada']],
    ['email ^= "bob@"', ['bob']],
    ['email ^= ""', ['Ada', 'bob']],
    ['phone_number = "+15550001234"', ['cyd']],
    ['phone_number ^= "+1555"', ['cyd']],
    ['given_name = "Ada"', ['Ada']],
    ['given_name ^= "ada"', ['Ada', 'ada2']],
    ['name = "Ada L"', ['Ada']],
    ['preferred_username = "bobby"', ['bob']],
    ['family_name = "Love\\"lace"', ['Ada']],
    ['family_name = "b\\\\c"', ['ada2']],
    ['cognito:user_status = "CONFIRMED"', ['Ada', 'bob']],
    ['cognito:user_status = "unconfirmed"', ['cyd']],
    ['cognito:user_status ^= "RESET"', ['ada2']],
    ['status = "Enabled"', ['Ada', 'ada2', 'cyd']],
    ['status = "Disabled"', ['bob']],
    ['status = "disabled"', []],
    ['email = "nobody@example.com"', []],
  ])('%s finds %j', async (Filter, expected) => {
    expect(await list(folding, { Filter })).toEqual(expected);
  });

  it.each([
    ['email = "ada@example.com"', ['Ada']],
    ['email = "ADA@example.com"', []],
    ['email = "Bob@Example.com"', ['bob']],
    ['given_name ^= "ada"', ['ada2']],
  ])('%s counts case in a case-sensitive pool', async (Filter, expected) => {
    expect(await list(exact, { Filter })).toEqual(expected);
  });

  it('finds by sub', async () => {
    const [user] = pool.context.store.users.by('name', `${exact}/Ada`);
    expect(await list(exact, { Filter: `sub = "${user?.sub ?? ''}"` })).toEqual(['Ada']);
    expect(await list(folding, { Filter: `sub = "${user?.sub ?? ''}"` })).toEqual([]);
    expect(await list(exact, { Filter: `sub ^= "${user?.sub.slice(0, 30) ?? ''}"` })).toEqual(['Ada']);
  });

  it.each([
    'email',
    'email =',
    'email = ada',
    'email = "a" and name = "b"',
    'email == "a"',
    'email = "a""',
    'email = "a\\"',
    '= "a"',
    "email = 'a'",
  ])('%s cannot be parsed', async (Filter) => {
    expect(await refusal(list(folding, { Filter }))).toEqual([
      'InvalidParameterException',
      'Error while parsing filter.',
    ]);
  });

  it.each(['custom:x', 'birthdate', 'email_verified', 'toString'])(
    'does not search %s',
    async (attribute) => {
      expect(await refusal(list(folding, { Filter: `${attribute} = "a"` }))).toEqual([
        'InvalidParameterException',
        `Invalid search attribute: ${attribute}`,
      ]);
    },
  );
});

describe('AttributesToGet', () => {
  it('narrows the attributes', async () => {
    const { Users } = await pool.sdk.send(
      new ListUsersCommand({ UserPoolId: exact, Filter: 'username = "Ada"', AttributesToGet: ['email'] }),
    );
    const [user] = pool.context.store.users.by('name', `${exact}/Ada`);
    expect(Users).toEqual([
      {
        Username: 'Ada',
        Attributes: [{ Name: 'email', Value: 'ada@example.com' }],
        UserCreateDate: new Date(user?.createdAt ?? 0),
        UserLastModifiedDate: new Date(user?.updatedAt ?? 0),
        Enabled: true,
        UserStatus: 'CONFIRMED',
      },
    ]);
  });

  it('refuses an attribute that a user of the page lacks', async () => {
    expect(await refusal(list(exact, { AttributesToGet: ['email'] }))).toEqual([
      'InvalidParameterException',
      'One or more requested attributes do not exist.',
    ]);
  });
});

describe('pages', () => {
  it.each([
    ['all users', {}],
    ['a filter', { Filter: 'cognito:user_status ^= "C"' }],
  ])('of %s hold every user once, whoever comes meanwhile', async (_, input: Input) => {
    const poolId = await pool.createPool();
    const names = Array.from({ length: 7 }, (__, index) => `u${index}`);
    for (const name of names) await pool.createUser(poolId, name);
    const seen: string[] = [];
    const sizes: number[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await pool.sdk.send(
        new ListUsersCommand({ UserPoolId: poolId, Limit: 3, PaginationToken, ...input }),
      );
      sizes.push(page.Users?.length ?? 0);
      seen.push(...(page.Users ?? []).map(({ Username }) => Username ?? ''));
      ({ PaginationToken } = page);
      if (sizes.length === 1)
        await pool.createUser(poolId, 'late', { sub: '00000000-0000-4000-8000-000000000000' });
    } while (PaginationToken);
    expect(sizes).toEqual([3, 3, 1]);
    expect(seen.sort()).toEqual(names);
  });

  it('hold 60 users unless told otherwise', async () => {
    const { users } = pool.context.store;
    const model = await pool.createUser(big, 'model');
    for (let index = 0; index < 60; index++)
      users.put({ ...model, sub: `${index}-${model.sub}`, username: `u${index}` });
    const { Users, PaginationToken } = await pool.sdk.send(new ListUsersCommand({ UserPoolId: big }));
    expect(Users).toHaveLength(60);
    const rest = await pool.sdk.send(new ListUsersCommand({ UserPoolId: big, PaginationToken }));
    expect([rest.Users?.length, rest.PaginationToken]).toEqual([1, undefined]);
  });

  it('end an hour after the cursor was given', async () => {
    const { PaginationToken } = await pool.sdk.send(new ListUsersCommand({ UserPoolId: exact, Limit: 1 }));
    await pool.advance(3590);
    expect(await list(exact, { PaginationToken })).toHaveLength(3);
    await pool.advance(20);
    expect(await refusal(list(exact, { PaginationToken }))).toEqual([
      'InvalidParameterException',
      'The pagination token has expired.',
    ]);
  });

  it.each([
    ['garbage', 'garbage'],
    ['JSON of another shape', Buffer.from('{"list":1}').toString('base64url')],
  ])('refuse %s for a cursor', async (_, PaginationToken) => {
    expect(await refusal(list(exact, { PaginationToken }))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });

  it('refuse the cursor of another filter', async () => {
    const { PaginationToken } = await pool.sdk.send(new ListUsersCommand({ UserPoolId: exact, Limit: 1 }));
    expect(await refusal(list(exact, { PaginationToken, Filter: 'status = "Enabled"' }))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });
});

it('refuses an unknown pool', async () => {
  expect(await refusal(list('us-east-1_none'))).toEqual([
    'ResourceNotFoundException',
    'User pool us-east-1_none does not exist.',
  ]);
});

it('refuses a malformed request', async () => {
  const { body } = await post(pool.url, 'ListUsers', JSON.stringify({ UserPoolId: exact, Limit: 61 }));
  expect(body).toEqual({
    __type: 'InvalidParameterException',
    message:
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
  });
});
