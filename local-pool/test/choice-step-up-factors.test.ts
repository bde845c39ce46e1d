import type { Step } from './choice';
import { Mfa } from './mfa';
import { authenticator, PasskeyPool, relyingParty, sign, type Person } from './passkeys';
import { goodPassword, payloadOf, PoolUnderTest, refusal } from './support';

/** Levels of authentication by second factors and by passkeys. */
let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

const loa = (level: number): string => `urn:cognito:loa:${level}`;
const target = (level: number) => ({ TARGET_ACR_VALUES: loa(level) });
const password = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword };

function assurance({ AuthenticationResult }: Step): unknown[] {
  const { acr, amr } = payloadOf(AuthenticationResult?.AccessToken ?? '');
  return [acr, amr];
}

describe('second factors', () => {
  let mfa: Mfa;
  beforeAll(async () => {
    mfa = await Mfa.open(pools);
  });
  beforeEach(() => mfa.midStep());

  const begin = (username: string, parameters: Record<string, string>) =>
    mfa.begin(username, { AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: username, ...parameters } });

  it('4: a password and an authenticator app', async () => {
    await mfa.userWithApp('ada');
    const step = await begin('ada', { ...target(4), ...password });
    expect(step.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { SOFTWARE_TOKEN_MFA_CODE: mfa.code() };
    expect(assurance(await mfa.answer(step, 'ada', answer))).toEqual([loa(4), ['pwd', 'otp', 'mfa']]);
  });

  it('a lower level does not spare the second factor', async () => {
    await mfa.userWithApp('bea');
    const step = await begin('bea', { ...target(1), ...password });
    expect(step.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { SOFTWARE_TOKEN_MFA_CODE: mfa.code() };
    expect(assurance(await mfa.answer(step, 'bea', answer))[0]).toBe(loa(4));
  });

  it.each([
    [3, 'SMS_MFA', 'sms'],
    [4, 'SOFTWARE_TOKEN_MFA', 'otp'],
  ])('%i: the level says which of several: %s', async (level, challenge, method) => {
    const username = `cal${level}`;
    const { attributes } = await mfa.userWithApp(username, ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
    const step = await begin(username, { ...target(level), ...password });
    expect(step.ChallengeName).toBe(challenge);
    const code = method === 'otp' ? mfa.code() : pools.lastCode(attributes['phone_number'] ?? '');
    const done = await mfa.answer(step, username, { [`${challenge}_CODE`]: code });
    expect(assurance(done)).toEqual([loa(level), ['pwd', method, 'mfa']]);
  });

  it('4: not by a code of another kind', async () => {
    await mfa.user('dot', { mfa: { enabled: ['SMS_MFA'] } });
    expect((await refusal(begin('dot', { ...target(4), ...password })))[0]).toBe('InvalidParameterException');
  });

  it('2: not for somebody whose code is a second factor', async () => {
    await mfa.user('eve', { mfa: { enabled: ['SMS_MFA'] } });
    expect((await refusal(begin('eve', target(2))))[0]).toBe('InvalidParameterException');
  });

  it('4: from the token of a sign-in by password and SMS', async () => {
    const { attributes } = await mfa.userWithApp('fay', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
    const first = await begin('fay', { ...target(3), ...password });
    const code = pools.lastCode(attributes['phone_number'] ?? '');
    const { AuthenticationResult } = await mfa.answer(first, 'fay', { SMS_MFA_CODE: code });
    const ACCESS_TOKEN = AuthenticationResult?.AccessToken ?? '';
    const step = await begin('fay', { ...target(4), ACCESS_TOKEN });
    expect(step).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      AvailableChallenges: ['SOFTWARE_TOKEN_MFA'],
    });
    const done = await mfa.answer(step, 'fay', { SOFTWARE_TOKEN_MFA_CODE: mfa.code() });
    expect(assurance(done)).toEqual([loa(4), ['pwd', 'sms', 'otp', 'mfa']]);
  });
});

describe('passkeys', () => {
  let pool: PasskeyPool;
  beforeAll(async () => {
    pool = await PasskeyPool.open(pools);
    pool.change({ RelyingPartyId: relyingParty }, ['PASSWORD', 'WEB_AUTHN', 'EMAIL_OTP']);
  });

  /** Somebody whose passkey is held by this kind of authenticator. */
  async function owner(username: string, attachment: 'platform' | 'cross-platform'): Promise<Person> {
    const person = await pool.person(username);
    person.authenticator = authenticator({
      transports: [attachment === 'platform' ? 'internal' : 'usb'],
    });
    await person.register();
    const [passkey] = pools.context.store.passkeys.by('user', person.sub);
    if (!passkey) throw new Error('No passkey was registered');
    pools.context.store.passkeys.put({ ...passkey, attachment });
    return person;
  }

  it.each([
    ['platform', 'swk'],
    ['cross-platform', 'hwk'],
  ] as const)('3: a passkey alone, of a %s authenticator', async (attachment, method) => {
    const ada = await owner(`ada-${attachment}`, attachment);
    const choice = await pool.choice.begin(ada.username, target(3));
    expect(choice.AvailableChallenges).toEqual(['WEB_AUTHN', 'PASSWORD_SRP', 'PASSWORD']);
    const CREDENTIAL = JSON.stringify(sign(ada.authenticator, choice));
    const done = await pool.choice.answer(choice, ada.username, { ANSWER: 'WEB_AUTHN', CREDENTIAL });
    expect(assurance(done)).toEqual([loa(3), [method]]);
    // Nothing of it is lost on the way to another level.
    const ACCESS_TOKEN = done.AuthenticationResult?.AccessToken ?? '';
    const again = pool.choice.begin(ada.username, { ...target(1), ACCESS_TOKEN });
    expect((await refusal(again))[1]).toMatch(/already meets/u);
  });

  it('3: a choice of what the password lacks', async () => {
    const bea = await owner('bea', 'cross-platform');
    const choice = await pool.choice.begin('bea', { ...target(3), ...password });
    expect([choice.ChallengeName, choice.AvailableChallenges]).toEqual([
      'SELECT_CHALLENGE',
      ['WEB_AUTHN', 'EMAIL_OTP'],
    ]);
    const step = await pool.choice.answer(choice, 'bea', { ANSWER: 'WEB_AUTHN' });
    const done = await pool.answer(step, 'bea', sign(bea.authenticator, step));
    expect(assurance(done)).toEqual([loa(3), ['hwk', 'pwd', 'mfa']]);
  });

  it('3: the preferred of what the password of a token lacks', async () => {
    const cal = await owner('cal', 'platform');
    const ACCESS_TOKEN = cal.token;
    const step = await pool.choice.begin('cal', {
      ...target(3),
      ACCESS_TOKEN,
      PREFERRED_CHALLENGE: 'EMAIL_OTP',
    });
    const answer = { EMAIL_OTP_CODE: pools.lastCode('cal@example.com') };
    expect(assurance(await pool.choice.answer(step, 'cal', answer))).toEqual([
      loa(3),
      ['pwd', 'email_otp', 'mfa'],
    ]);
  });
});
