import type { UserRecord } from '../store/records';
import { Registration } from './registration';
import { otherThan, type PoolUnderTest, refusal } from './support';

let people: Registration;
let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  people = await Registration.start();
  ({ pools, poolId, clientId } = people);
});
afterAll(() => pools.close());

const mismatch = ['CodeMismatchException', 'Invalid verification code provided, please try again.'];
const expired = ['ExpiredCodeException', 'Invalid code provided, please request a code again.'];
const limited = ['LimitExceededException', 'Attempt limit exceeded, please try after some time.'];

describe('ConfirmSignUp', () => {
  it('confirms the user and verifies the address', async () => {
    const { UserSub = '' } = await people.signUp('confirmed');
    const { $metadata, ...answer } = await people.confirm(
      'confirmed',
      pools.lastCode('confirmed@example.com'),
    );
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    const { status, attributes } = pools.user(UserSub);
    expect([status, attributes['email_verified']]).toEqual(['CONFIRMED', 'true']);
    expect((await pools.signIn(clientId, 'confirmed')).AccessToken).toBeDefined();
  });

  it('does not verify an address the code did not go to', async () => {
    const { UserSub = '' } = await people.signUp('moved');
    const user = pools.user(UserSub);
    pools.context.store.users.put({ ...user, attributes: { ...user.attributes, email: 'new@example.com' } });
    await people.confirm('moved', pools.lastCode('moved@example.com'));
    const { status, attributes } = pools.user(UserSub);
    expect([status, attributes['email_verified']]).toEqual(['CONFIRMED', 'false']);
  });

  it('refuses a wrong code, and every code after ten of them', async () => {
    await people.signUp('guessed');
    const code = pools.lastCode('guessed@example.com');
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await refusal(people.confirm('guessed', otherThan(code)))).toEqual(mismatch);
    }
    expect(await refusal(people.confirm('guessed', code))).toEqual([
      'TooManyFailedAttemptsException',
      limited[1],
    ]);
    await people.resend('guessed');
    await people.confirm('guessed', pools.lastCode('guessed@example.com'));
  });

  it('refuses a code that a later one has replaced, and one older than a day', async () => {
    await people.signUp('late');
    const first = pools.lastCode('late@example.com');
    await people.resend('late');
    const second = pools.lastCode('late@example.com');
    if (first !== second) expect(await refusal(people.confirm('late', first))).toEqual(mismatch);
    await pools.advance(86_400);
    expect(await refusal(people.confirm('late', second))).toEqual(expired);
  });

  it('refuses more than fifteen calls an hour, and opens again', async () => {
    await people.signUp('busy');
    for (let call = 0; call < 15; call += 1) {
      if (call === 9) await people.resend('busy');
      expect((await refusal(people.confirm('busy', 'xxxxxx')))[0]).toBe('CodeMismatchException');
    }
    await people.resend('busy');
    const code = pools.lastCode('busy@example.com');
    expect(await refusal(people.confirm('busy', code))).toEqual(limited);
    await pools.advance(3600);
    expect((await people.confirm('busy', code)).$metadata.httpStatusCode).toBe(200);
  });

  it('works once, even for twenty at the same time', async () => {
    await people.signUp('once');
    const code = pools.lastCode('once@example.com');
    const calls = Array.from({ length: 15 }, () => people.confirm('once', code));
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(people.confirm('once', code))).toEqual(limited);
  });

  it.each([
    ['no code', ''],
    ['a code with a space', '12 34'],
  ])('refuses %s', async (_, code) => {
    expect(await refusal(people.confirm('ada', code))).toEqual([
      'InvalidParameterException',
      expect.stringContaining("'confirmationCode' failed to satisfy constraint"),
    ]);
  });
});

describe('ResendConfirmationCode', () => {
  it('sends another code', async () => {
    await people.signUp('again');
    const { $metadata, ...answer } = await people.resend('again');
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        CodeDeliveryDetails: {
          AttributeName: 'email',
          DeliveryMedium: 'EMAIL',
          Destination: 'a***@e***',
        },
      },
    ]);
    expect(pools.lastMessage('again@example.com').kind).toBe('ResendCode');
  });

  it('refuses users without an address to send to', async () => {
    const { id, ClientId } = await people.newPool({ AutoVerifiedAttributes: [] });
    await pools.createUser(id, 'silent', { status: 'UNCONFIRMED' });
    expect(await refusal(people.resend('silent', ClientId))).toEqual([
      'InvalidParameterException',
      'Cannot resend codes. Auto verification not turned on.',
    ]);
  });

  it('refuses more than five calls an hour', async () => {
    await people.signUp('flooded');
    for (let call = 0; call < 5; call += 1) await people.resend('flooded');
    expect(await refusal(people.resend('flooded'))).toEqual(limited);
    await pools.advance(3600);
    expect((await people.resend('flooded')).CodeDeliveryDetails?.AttributeName).toBe('email');
  });
});

describe.each(['LEGACY', 'ENABLED'] as const)('with PreventUserExistenceErrors %s', (setting) => {
  const unknown = ['UserNotFoundException', 'Username/client id combination not found.'];
  let ClientId: string;
  beforeAll(async () => {
    ({ ClientId } = await pools.createClient(poolId, { PreventUserExistenceErrors: setting }));
  });

  it('still tells of a taken name at sign-up', async () => {
    await pools.createUser(poolId, 'taken');
    expect(await refusal(people.signUp('taken', { ClientId }))).toEqual([
      'UsernameExistsException',
      'User already exists',
    ]);
  });

  it('answers ConfirmSignUp for somebody unknown', async () => {
    const told = await refusal(people.confirm(`nobody-${setting}`, '123456', { ClientId }));
    expect(told).toEqual(setting === 'LEGACY' ? unknown : mismatch);
  });

  it('answers ResendConfirmationCode for somebody unknown', async () => {
    const name = `ghost-${setting}`;
    if (setting === 'LEGACY') {
      expect(await refusal(people.resend(name, ClientId))).toEqual(unknown);
      return;
    }
    const { CodeDeliveryDetails } = await people.resend(name, ClientId);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/) as string,
    });
    expect((await people.resend(name, ClientId)).CodeDeliveryDetails).toEqual(CodeDeliveryDetails);
  });

  it.each<[string, Partial<UserRecord>, string[], string[]]>([
    ['unconfirmed', { status: 'UNCONFIRMED' }, expired, []],
    [
      'confirmed',
      {},
      ['NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'],
      ['InvalidParameterException', 'User is already confirmed.'],
    ],
    [
      'disabled',
      { status: 'UNCONFIRMED', enabled: false },
      ['NotAuthorizedException', 'User is disabled.'],
      setting === 'LEGACY' ? ['NotAuthorizedException', 'User is disabled.'] : [],
    ],
    [
      'reset-required',
      { status: 'RESET_REQUIRED' },
      ['NotAuthorizedException', 'User cannot be confirmed. Current status is RESET_REQUIRED'],
      ['InvalidParameterException', 'User is already confirmed.'],
    ],
  ])('answers for a(n) %s user', async (state, changes, confirming, resending) => {
    const name = `${setting}-${state}`;
    await pools.createUser(poolId, name, changes);
    expect(await refusal(people.confirm(name, '123456', { ClientId }))).toEqual(confirming);
    if (resending.length === 0) {
      expect((await people.resend(name, ClientId)).CodeDeliveryDetails?.AttributeName).toBe('email');
    } else {
      expect(await refusal(people.resend(name, ClientId))).toEqual(resending);
    }
  });
});
