import fc from 'fast-check';
import { linesOf } from '../imports/lines';
import { splitRow } from '../imports/row-syntax';
import { escaped, Importing, person, type Row } from './imports';
import { PoolUnderTest } from './support';

let pools: PoolUnderTest;
let plain: Importing;
let byEmail: Importing;
let alias: Importing;
let phones: Importing;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  plain = await Importing.into(pools, {
    Schema: [
      { Name: 'level', AttributeDataType: 'Number', NumberAttributeConstraints: { MaxValue: '9' } },
      { Name: 'vip', AttributeDataType: 'Boolean' },
      { Name: 'note', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '20000' } },
      { Name: 'family_name', Required: true },
    ],
  });
  byEmail = await Importing.into(pools, { UsernameAttributes: ['email'] });
  alias = await Importing.into(pools, { AliasAttributes: ['email'] });
  phones = await Importing.into(pools, {
    AutoVerifiedAttributes: ['email', 'phone_number'],
    MfaConfiguration: 'OPTIONAL',
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP'] } },
  });
});
beforeEach(() => {
  const { users } = pools.context.store;
  for (const { sub } of users.values()) users.delete(sub);
});
afterAll(() => pools.close());

const member = (name: string, more: Row = {}) => person(name, { family_name: 'Lovelace', ...more });

/** What the log says of a row. */
async function outcome(imports: Importing, row: Row): Promise<string> {
  const { lines } = await imports.import([row]);
  return lines.join('\n').replace(' Line Number 2 -', '');
}

const succeeded = '[SUCCEEDED] The import succeeded.';

it('offers a header with a column for every attribute that can be imported', async () => {
  expect(await plain.header()).toEqual([
    ...['cognito:username', 'name', 'given_name', 'family_name', 'middle_name', 'nickname'],
    ...['preferred_username', 'profile', 'picture', 'website', 'email', 'email_verified', 'gender'],
    ...['birthdate', 'zoneinfo', 'locale', 'phone_number', 'phone_number_verified', 'address', 'updated_at'],
    ...['cognito:mfa_enabled', 'custom:level', 'custom:vip', 'custom:note'],
  ]);
});

it('makes users who have to reset their password', async () => {
  const row = member('ada', {
    birthdate: '12/10/1815',
    address: '12, St James Square, London',
    'custom:vip': 'True',
    'custom:level': '7',
    updated_at: '1700000000',
    phone_number: '+15550001234',
    name: 'Ada "L" \\ Ünïcode',
  });
  expect(await outcome(plain, row)).toBe(succeeded);
  const { sub, createdAt } = plain.user('ada');
  expect(plain.user('ada')).toEqual({
    sub,
    poolId: plain.poolId,
    username: 'ada',
    attributes: {
      email: 'ada@example.com',
      email_verified: 'true',
      family_name: 'Lovelace',
      birthdate: '1815-12-10',
      address: '12, St James Square, London',
      'custom:vip': 'true',
      'custom:level': '7',
      updated_at: '1700000000',
      phone_number: '+15550001234',
      phone_number_verified: 'false',
      name: 'Ada "L" \\ Ünïcode',
    },
    status: 'RESET_REQUIRED',
    enabled: true,
    groups: [],
    passwordHistory: [],
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    pendingAttributes: {},
    mfa: { enabled: [] },
    createdAt,
    updatedAt: createdAt,
  });
  expect(Math.abs(createdAt - Date.now())).toBeLessThan(10_000);
  expect(pools.context.store.messages.size).toBe(0);
});

it.each<[string, Row, string]>([
  ['no user name', { 'cognito:username': '' }, 'The cognito:username is missing or not valid.'],
  ['a space in it', { 'cognito:username': 'a b' }, 'The cognito:username is missing or not valid.'],
  ['a tab in it', { 'cognito:username': 'a\tb' }, 'The cognito:username is missing or not valid.'],
  ['a long one', { 'cognito:username': 'a'.repeat(129) }, 'The cognito:username is missing or not valid.'],
  ['no word on MFA', { 'cognito:mfa_enabled': '' }, 'The cognito:mfa_enabled is missing.'],
  ['another word on MFA', { 'cognito:mfa_enabled': 'yes' }, 'The cognito:mfa_enabled must be TRUE or FALSE.'],
  [
    'MFA where it is off',
    { 'cognito:mfa_enabled': 'TRUE' },
    'The cognito:mfa_enabled must be false in this pool.',
  ],
  ['another flag', { email_verified: '1' }, 'The email_verified must be TRUE or FALSE.'],
  ['a birthdate of the API', { birthdate: '1815-12-10' }, 'The birthdate must have the format mm/dd/yyyy.'],
  [
    'a day that never was',
    { birthdate: '02/30/2001' },
    'Attributes did not conform to the schema: birthdate: Invalid birthdate format. Must be YYYY-MM-DD.',
  ],
  [
    'a required attribute missing',
    { family_name: ' ' },
    'Attributes did not conform to the schema: family_name: The attribute is required',
  ],
  [
    'a number out of range',
    { 'custom:level': '10' },
    'Attributes did not conform to the schema: custom:level: Number must not be more than 9',
  ],
  ['no address', { email: 'nowhere' }, 'Invalid email address format.'],
  ['a phone number without +', { phone_number: '5550001234' }, 'Invalid phone number format.'],
  [
    'nothing verified',
    { email_verified: 'FALSE' },
    'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
  ],
  [
    'only another verified',
    { email_verified: '', phone_number: '+15550001234', phone_number_verified: 'TRUE' },
    'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
  ],
  ['no value to be verified', { email: '' }, 'Email is required to verify/un-verify a email'],
  [
    'a row of 16,001 characters and more',
    { 'custom:note': 'x'.repeat(16_001) },
    'The row is longer than 16000 characters or not UTF-8.',
  ],
])('fails a row with %s', async (_, change, reason) => {
  const before = pools.context.store.users.size;
  expect(await outcome(plain, member('ada', change))).toBe(`[FAILED] ${reason}`);
  expect(pools.context.store.users.size).toBe(before);
});

it('takes a row of exactly 16,000 characters', async () => {
  const [, row = ''] = (await plain.file([member('ada', { 'custom:note': 'N' })])).split('\n');
  for (const [extra, result] of [
    [0, 'Succeeded'],
    [1, 'Failed'],
  ] as const) {
    const header = (await plain.header()).join(',');
    const long = row
      .replace(/N$/, 'ä'.repeat(16_000 - row.length + 1 + extra))
      .replaceAll('ada', `ad${extra}`);
    expect(long).toHaveLength(16_000 + extra);
    expect((await plain.run(`${header}\n${long}`)).Status).toBe(result);
  }
});

it('fails a row with another number of columns than the header, and one that is not UTF-8', async () => {
  const [header = '', row = ''] = (await plain.file([member('ada')])).split('\n');
  const bytes = Buffer.concat([
    Buffer.from(`${header}\n${row},\n`),
    Buffer.from([0xff, 0x0a]),
    Buffer.from(row),
  ]);
  const job = await plain.run(bytes);
  expect(await plain.report(job)).toEqual([
    '[FAILED] Line Number 2 - The number of columns in the row does not match the header.',
    '[FAILED] Line Number 3 - The row is longer than 16000 characters or not UTF-8.',
    '[SUCCEEDED] Line Number 4 - The import succeeded.',
  ]);
});

it('reads columns in any order, CRLF, white space around values and empty lines', async () => {
  const columns = (await plain.header()).reverse();
  const row = member('ada', { name: 'A, B' });
  const cells = columns.map((name) => ` ${escaped(row[name] ?? '')}\t`);
  const job = await plain.run(`${columns.join(' , ')}\r\n\r\n${cells.join(',')}\r\n\r\n`);
  expect(await plain.report(job)).toEqual(['[SUCCEEDED] Line Number 3 - The import succeeded.']);
  expect(plain.user('ada').attributes['name']).toBe('A, B');
});

describe('who is there already', () => {
  it('is skipped by user name and within a file', async () => {
    const { lines } = await plain.import([member('ada'), member('ada'), member('Ada')]);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['[SUCCEEDED]', '[SKIPPED]', '[SUCCEEDED]']);
  });

  it('is skipped by e-mail address where it names users', async () => {
    const row = person('x', { 'cognito:username': 'ada@example.com', email: 'ada@example.com' });
    expect(await outcome(byEmail, row)).toBe(succeeded);
    const user = byEmail.user('ada@example.com');
    expect(user.username).toBe(user.sub);
    expect(await outcome(byEmail, row)).toBe('[SKIPPED] The user already exists.');
    expect(await outcome(byEmail, person('bob'))).toBe('[FAILED] Username should be an email.');
    expect(await outcome(byEmail, { ...row, email: 'other@example.com' })).toBe(
      '[FAILED] Username and email do not match.',
    );
  });

  it('keeps his alias', async () => {
    expect(await outcome(alias, person('ada'))).toBe(succeeded);
    expect(await outcome(alias, person('eve', { email: 'ada@example.com' }))).toBe(
      '[FAILED] An account with the email already exists.',
    );
    expect(await outcome(alias, person('eve', { 'cognito:username': 'eve@example.com' }))).toBe(
      '[FAILED] Username cannot be of email format, since user pool is configured for email alias.',
    );
  });
});

it('confirms whoever can sign in by a code, and takes on MFA by SMS', async () => {
  const phone = {
    phone_number: '+15550001234',
    phone_number_verified: 'TRUE',
    'cognito:mfa_enabled': 'TRUE',
  };
  expect(await outcome(phones, person('ada', phone))).toBe(succeeded);
  expect(phones.user('ada')).toMatchObject({
    status: 'CONFIRMED',
    mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' },
  });
  expect(await outcome(phones, person('bob', { 'cognito:mfa_enabled': 'TRUE' }))).toBe(succeeded);
  expect(phones.user('bob')).toMatchObject({ status: 'RESET_REQUIRED', mfa: { enabled: [] } });
  const record = pools.pool(phones.poolId);
  pools.context.store.pools.put({ ...record, mfa: { ...record.mfa, mode: 'ON' } });
  expect(await outcome(phones, person('cyd'))).toBe(
    '[FAILED] The cognito:mfa_enabled must be true in this pool.',
  );
});

describe('the syntax', () => {
  const value = fc
    .string({ unit: fc.constantFrom(',', ' ', '"', '\\', 'a', 'é', '😀', '\t', ';', "'") })
    .map((text) => text.trim())
    .filter((text) => !text.endsWith('\\') && !text.includes('\\,'));

  it('gives back every value that can be written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (cells) => {
        expect(splitRow(cells.map(escaped).join(','))).toEqual(cells);
      }),
    );
  });

  it('never loses or makes up a character of a row', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(',', '\\', 'a', '"') }), (row) => {
        expect(splitRow(row).map(escaped).join(',')).toBe(row);
      }),
    );
  });

  it('cuts lines alike, however the bytes arrive', async () => {
    const text = fc.string({ unit: fc.constantFrom('\n', '\r\n', 'a', 'é', '😀', '\r') });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 5 })), async (content, sizes) => {
        const bytes = Buffer.from(content);
        const pieces: Uint8Array[] = [];
        let from = 0;
        for (const size of [...sizes, bytes.length]) {
          pieces.push(bytes.subarray(from, from + size));
          from += size;
        }
        const lines: string[] = [];
        for await (const line of linesOf(asStream(pieces), 1000)) {
          expect(line.number).toBe(lines.push(line.text ?? ''));
        }
        const expected = content.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(lines).toEqual(expected.map((line) => line.replace(/\r$/, '')));
      }),
    );
  });

  it('never holds more than a line may be long', async () => {
    const pieces = [Buffer.from('ab\nabc'), Buffer.from('defg'), Buffer.from('h\nxy')];
    const texts: (string | undefined)[] = [];
    for await (const { text } of linesOf(asStream(pieces), 4)) texts.push(text);
    expect(texts).toEqual(['ab', undefined, 'xy']);
  });
});

async function* asStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
