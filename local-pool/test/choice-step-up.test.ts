import {
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  UpdateUserPoolCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { Choice, type Step } from './choice';
import { goodPassword, payloadOf, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let choice: Choice;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  choice = await Choice.open(pools);
});
beforeEach(() => pools.createUser(choice.poolId, 'ada'));
afterAll(() => pools.close());

const loa = (...levels: number[]): string => levels.map((level) => `urn:cognito:loa:${level}`).join(' ');
const password = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword };
const code = (): Record<string, string> => ({ EMAIL_OTP_CODE: pools.lastCode('ada@example.com') });
const accessTokenOf = ({ AuthenticationResult }: Step): string => AuthenticationResult?.AccessToken ?? '';
const to = (levels: string, more: Record<string, string> = {}): Promise<Step> =>
  choice.begin('ada', { TARGET_ACR_VALUES: levels, ...more });

/** The claims of both tokens, which must agree. */
function assurance({ AuthenticationResult }: Step): unknown[] {
  const [access, id] = [AuthenticationResult?.AccessToken, AuthenticationResult?.IdToken].map((token) => {
    const { acr, amr } = payloadOf(token ?? '');
    return [acr, amr];
  });
  expect(id).toEqual(access);
  return access ?? [];
}

const plain = async (): Promise<string> => accessTokenOf(await choice.begin('ada', password));

describe('without a target', () => {
  it('tokens say nothing of levels', async () => {
    expect(assurance(await choice.begin('ada', password))).toEqual([undefined, undefined]);
  });

  it('an access token is refused', async () => {
    expect(await refusal(choice.begin('ada', { ACCESS_TOKEN: await plain() }))).toEqual([
      'InvalidParameterException',
      'ACCESS_TOKEN requires TARGET_ACR_VALUES.',
    ]);
  });
});

describe('from scratch', () => {
  it('1: a password', async () => {
    expect((await to(loa(1))).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    expect(assurance(await to(loa(1), password))).toEqual([loa(1), ['pwd']]);
  });

  it('1: a password by SRP', async () => {
    const { SRP_A, prove } = choice.srp('ada');
    const step = await to(loa(1), { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A });
    expect(assurance(await prove(step))).toEqual([loa(1), ['pwd']]);
  });

  it('2: a code, which is sent at once', async () => {
    const step = await to(loa(2));
    expect([step.ChallengeName, step.AvailableChallenges]).toEqual(['EMAIL_OTP', ['EMAIL_OTP']]);
    expect(assurance(await choice.answer(step, 'ada', code()))).toEqual([loa(2), ['email_otp']]);
  });

  it('2: not a password', async () => {
    const step = await to(loa(2), password);
    expect(step.ChallengeName).toBe('EMAIL_OTP');
    const call = choice.answer(await to(loa(1)), 'ada', { ANSWER: 'EMAIL_OTP' });
    expect((await refusal(call))[0]).toBe('InvalidParameterException');
  });

  it.each(['in one request', 'by selection'])('3: a password and a code, %s', async (how) => {
    const step =
      how === 'by selection'
        ? await choice.answer(await to(loa(3)), 'ada', { ANSWER: 'PASSWORD', PASSWORD: goodPassword })
        : await to(loa(3), password);
    expect(step.ChallengeName).toBe('EMAIL_OTP');
    expect(code()['EMAIL_OTP_CODE']).toMatch(/^\d{6}$/u);
    expect(assurance(await choice.answer(step, 'ada', code()))).toEqual([
      loa(3),
      ['pwd', 'email_otp', 'mfa'],
    ]);
  });

  it('3: all or nothing', async () => {
    const step = await to(loa(3), password);
    expect((await refusal(choice.answer(step, 'ada', { EMAIL_OTP_CODE: '0' })))[0]).toBe(
      'CodeMismatchException',
    );
    expect(step.AuthenticationResult).toBeUndefined();
  });

  it('3: a password and a code by SMS', async () => {
    const bySms = await Choice.open(pools, ['PASSWORD', 'SMS_OTP']);
    await pools.createUser(bySms.poolId, 'ada', { attributes: { phone_number: '+15550001234' } });
    const step = await bySms.begin('ada', { TARGET_ACR_VALUES: loa(3), ...password });
    expect(step.ChallengeName).toBe('SMS_OTP');
    const answer = { SMS_OTP_CODE: pools.lastCode('+15550001234') };
    expect(assurance(await bySms.answer(step, 'ada', answer))).toEqual([loa(3), ['pwd', 'sms', 'mfa']]);
  });

  it('takes the first level that the user can reach, and passes over what is unknown', async () => {
    const step = await to(`urn:else ${loa(4, 2, 1)}`);
    expect(step.ChallengeName).toBe('EMAIL_OTP');
    expect(assurance(await choice.answer(step, 'ada', code()))[0]).toBe(loa(2));
  });

  it('answers somebody unknown likewise', async () => {
    const mine = await to(loa(3));
    const theirs = await choice.begin('nobody', { TARGET_ACR_VALUES: loa(3) });
    expect([theirs.ChallengeName, theirs.AvailableChallenges]).toEqual([
      mine.ChallengeName,
      mine.AvailableChallenges,
    ]);
    const call = choice.begin('nobody', { TARGET_ACR_VALUES: loa(3), ...password });
    expect((await refusal(call))[1]).toBe('Incorrect username or password.');
  });

  it.each(['nothing', 'urn:cognito:loa:5', ''])(
    'refuses targets of which none is known: %s',
    async (values) => {
      expect(await refusal(to(values))).toEqual([
        'InvalidParameterException',
        'None of the requested authentication levels is valid.',
      ]);
    },
  );

  it('refuses levels that the user has no factors for', async () => {
    expect(await refusal(to(loa(4)))).toEqual([
      'InvalidParameterException',
      'The user has no factors that satisfy any of the requested authentication levels.',
    ]);
  });
});

describe('from a token', () => {
  it('asks for what is missing, and gives new tokens', async () => {
    const ACCESS_TOKEN = await plain();
    const step = await to(loa(3), { ACCESS_TOKEN });
    expect([step.ChallengeName, step.AvailableChallenges]).toEqual(['EMAIL_OTP', ['EMAIL_OTP']]);
    const stepped = await choice.answer(step, 'ada', code());
    expect(assurance(stepped)).toEqual([loa(3), ['pwd', 'email_otp', 'mfa']]);
    const families = [ACCESS_TOKEN, accessTokenOf(stepped)].map((token) => payloadOf(token)['origin_jti']);
    expect(new Set(families).size).toBe(2);
  });

  it('asks for the password after a code', async () => {
    const byCode = await choice.answer(await to(loa(2)), 'ada', code());
    const ACCESS_TOKEN = accessTokenOf(byCode);
    expect((await to(loa(3), { ACCESS_TOKEN })).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    const stepped = await to(loa(3), { ACCESS_TOKEN, ...password });
    expect(assurance(stepped)[0]).toBe(loa(3));
    expect(new Set(assurance(stepped)[1] as string[])).toEqual(new Set(['pwd', 'email_otp', 'mfa']));
  });

  it('works over the API for servers', async () => {
    const step = await choice.asAdmin.begin('ada', {
      TARGET_ACR_VALUES: loa(3),
      ACCESS_TOKEN: await plain(),
    });
    expect(assurance(await choice.asAdmin.answer(step, 'ada', code()))[0]).toBe(loa(3));
  });

  it('does not refresh one that is good enough', async () => {
    const error = [
      'InvalidParameterException',
      'The token already meets the requested authentication level.',
    ];
    expect(await refusal(to(loa(1), { ACCESS_TOKEN: await plain() }))).toEqual(error);
    const ACCESS_TOKEN = accessTokenOf(await choice.answer(await to(loa(3), password), 'ada', code()));
    expect(await refusal(to(loa(2), { ACCESS_TOKEN }))).toEqual(error);
    expect(await refusal(to(loa(4, 3), { ACCESS_TOKEN }))).toEqual(error);
  });

  it('begins anew for a sign-in longer ago than MAX_AGE', async () => {
    const ACCESS_TOKEN = await plain();
    await pools.advance(100);
    expect((await to(loa(3), { ACCESS_TOKEN, MAX_AGE: '200' })).ChallengeName).toBe('EMAIL_OTP');
    const anew = await to(loa(3), { ACCESS_TOKEN, MAX_AGE: '50' });
    expect([anew.ChallengeName, anew.AvailableChallenges]).toEqual([
      'SELECT_CHALLENGE',
      ['PASSWORD_SRP', 'PASSWORD'],
    ]);
    expect(assurance(await to(loa(1), { ACCESS_TOKEN, MAX_AGE: '50', ...password }))).toEqual([
      loa(1),
      ['pwd'],
    ]);
  });

  it.each(['-1', '1.5', 'soon', ''])('refuses the MAX_AGE %j', async (MAX_AGE) => {
    expect(await refusal(to(loa(3), { MAX_AGE }))).toEqual([
      'InvalidParameterException',
      'MAX_AGE must be a number of seconds.',
    ]);
  });

  it('refuses that of somebody else, of another client, and one that is not good', async () => {
    await pools.createUser(choice.poolId, 'bob');
    const foreign = ['NotAuthorizedException', 'The access token was not issued for this user and client.'];
    const bobs = accessTokenOf(await choice.begin('bob', password));
    expect(await refusal(to(loa(3), { ACCESS_TOKEN: bobs }))).toEqual(foreign);
    const ACCESS_TOKEN = await plain();
    const asNobody = choice.begin('nobody', { TARGET_ACR_VALUES: loa(3), ACCESS_TOKEN });
    expect(await refusal(asNobody)).toEqual(foreign);
    const { ClientId } = await pools.createClient(choice.poolId, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const elsewhere = new Choice(pools, choice.poolId, ClientId);
    const call = elsewhere.begin('ada', { TARGET_ACR_VALUES: loa(3), ACCESS_TOKEN });
    expect(await refusal(call)).toEqual(foreign);
    expect(await refusal(to(loa(3), { ACCESS_TOKEN: 'a.b.c' }))).toEqual([
      'NotAuthorizedException',
      'Invalid Access Token',
    ]);
  });
});

it('the level stays through refreshes', async () => {
  const { AuthenticationResult } = await to(loa(1), password);
  const refreshed = await pools.sdk.send(
    new GetTokensFromRefreshTokenCommand({
      ClientId: choice.clientId,
      RefreshToken: AuthenticationResult?.RefreshToken,
    }),
  );
  expect(assurance(refreshed as Step)).toEqual([loa(1), ['pwd']]);
});

it('a lower level does not spare the new password', async () => {
  await pools.createUser(choice.poolId, 'tom', { status: 'FORCE_CHANGE_PASSWORD' });
  const step = await choice.begin('tom', { TARGET_ACR_VALUES: loa(1), ...password });
  expect(step.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect(assurance(await choice.answer(step, 'tom', { NEW_PASSWORD: 'Other-Horse-8' }))[0]).toBe(loa(1));
});

describe('names of levels', () => {
  const create = async (AcrConfiguration: CreateUserPoolCommandInput['AcrConfiguration']) => {
    const { UserPool } = await pools.sdk.send(
      new CreateUserPoolCommand({ PoolName: 'named', AcrConfiguration }),
    );
    return UserPool;
  };
  const named = { Level1: { AcrValue: 'urn:mine:1' }, Level3: { AcrValue: 'urn:mine:3' } };

  it('are shown with those that were not given', async () => {
    const pool = await create(named);
    const effective = { ...named, Level2: { AcrValue: loa(2) }, Level4: { AcrValue: loa(4) } };
    expect(pool?.AcrConfiguration).toEqual(effective);
    const described = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId: pool?.Id }));
    expect(described.UserPool?.AcrConfiguration).toEqual(effective);
  });

  it('stand in the tokens and are asked for', async () => {
    const mine = await Choice.open(pools, undefined, { AcrConfiguration: named });
    await pools.createUser(mine.poolId, 'ada');
    const step = await mine.begin('ada', { TARGET_ACR_VALUES: 'urn:mine:1', ...password });
    expect(assurance(step)).toEqual(['urn:mine:1', ['pwd']]);
    expect((await refusal(mine.begin('ada', { TARGET_ACR_VALUES: loa(1) })))[0]).toBe(
      'InvalidParameterException',
    );
    // What the token's methods are worth does not hang on the name that the level had.
    await pools.sdk.send(new UpdateUserPoolCommand({ UserPoolId: mine.poolId }));
    const ACCESS_TOKEN = accessTokenOf(step);
    const again = mine.begin('ada', { TARGET_ACR_VALUES: loa(1), ACCESS_TOKEN });
    expect((await refusal(again))[1]).toMatch(/already meets/u);
  });

  it.each([
    ['two of one name', { Level1: { AcrValue: 'urn:a' }, Level2: { AcrValue: 'urn:a' } }, /must be unique/u],
    ['a default of another', { Level1: { AcrValue: 'urn:cognito:loa:2' } }, /must be unique/u],
    ['a space', { Level1: { AcrValue: 'urn a' } }, /regular expression/u],
    ['too long', { Level1: { AcrValue: 'u'.repeat(65) } }, /length less than or equal to 64/u],
  ])('are refused: %s', async (_, configuration, message) => {
    expect(await refusal(create(configuration))).toEqual([
      'InvalidParameterException',
      expect.stringMatching(message) as string,
    ]);
  });

  it('are not for the LITE plan', async () => {
    const call = pools.sdk.send(
      new CreateUserPoolCommand({ PoolName: 'lite', UserPoolTier: 'LITE', AcrConfiguration: named }),
    );
    expect((await refusal(call))[0]).toBe('FeatureUnavailableInTierException');
  });
});
