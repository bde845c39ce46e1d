import {
  AdminDeleteUserAttributesCommand,
  AdminUpdateUserAttributesCommand,
  DeleteUserAttributesCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { all, comesTo, Mfa } from './mfa';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let mfa: Mfa;
let AccessToken: string;
let ada: UserRecord;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
beforeEach(async () => {
  await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all });
  ada = await mfa.user('ada');
  ({ AccessToken } = await pools.signIn(mfa.clientId, 'ada'));
});
afterAll(() => pools.close());

describe('an address that is a method', () => {
  const inUse = ['InvalidParameterException', 'phone_number is in use for MFA and cannot be deleted.'];
  const own = (Value: string) =>
    pools.sdk.send(
      new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name: 'phone_number', Value }] }),
    );
  const remove = (UserAttributeNames = ['phone_number']) =>
    pools.sdk.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames }));

  beforeEach(() => mfa.prefer('ada', { SMSMfaSettings: { Enabled: true } }));

  it('is not deleted by its owner', async () => {
    expect(await refusal(remove())).toEqual(inUse);
    expect(await refusal(own(''))).toEqual(inUse);
    await remove(['email']);
    await mfa.prefer('ada', { SMSMfaSettings: { Enabled: false } });
    await remove();
    expect(pools.user(ada.sub).attributes).toEqual({});
  });

  it('can be deleted while MFA is off', async () => {
    await mfa.configure({ MfaConfiguration: 'OFF' });
    await remove();
    expect(pools.user(ada.sub).attributes).not.toHaveProperty('phone_number');
  });

  it('is asked at its new value, verified or not', async () => {
    await own('+15557654321');
    expect(pools.user(ada.sub).attributes['phone_number_verified']).toBe('false');
    const step = await mfa.begin('ada');
    expect(step.ChallengeParameters?.['CODE_DELIVERY_DESTINATION']).toBe('+*******4321');
    await mfa.answer(step, 'ada', { SMS_MFA_CODE: pools.lastCode('+15557654321') });
    expect(pools.user(ada.sub).attributes['phone_number_verified']).toBe('true');
  });

  it('is not skipped when administrators take it away, or its verification', async () => {
    const input = { UserPoolId: mfa.poolId, Username: 'ada' };
    await pools.sdk.send(
      new AdminUpdateUserAttributesCommand({
        ...input,
        UserAttributes: [{ Name: 'phone_number_verified', Value: 'false' }],
      }),
    );
    expect(comesTo(await mfa.begin('ada'))).toBe('SMS_MFA');
    await pools.sdk.send(
      new AdminDeleteUserAttributesCommand({ ...input, UserAttributeNames: ['phone_number'] }),
    );
    expect(await refusal(mfa.begin('ada'))).toEqual([
      'InvalidUserPoolConfigurationException',
      'None of the MFA methods of the user can be used.',
    ]);
    await mfa.prefer('ada', { SMSMfaSettings: { Enabled: false } });
    expect(comesTo(await mfa.begin('ada'))).toBe('tokens');
  });
});
