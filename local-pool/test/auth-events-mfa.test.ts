import {
  AdminListUserAuthEventsCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, otherThan, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

it('waits for the second factor of a sign-in', async () => {
  const own = await pools.createPool({
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
  });
  const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' };
  await pools.sdk.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: own,
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: { SmsConfiguration },
    }),
  );
  const client = await pools.createClient(own);
  await pools.createUser(own, 'cyd', {
    attributes: { phone_number: '+15550007777', phone_number_verified: 'true' },
    mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' },
  });
  const { Session } = await pools.sdk.send(
    new InitiateAuthCommand({
      ClientId: client.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'cyd', PASSWORD: goodPassword },
    }),
  );
  const answer = (SMS_MFA_CODE: string) =>
    pools.sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: client.ClientId,
        ChallengeName: 'SMS_MFA',
        Session,
        ChallengeResponses: { USERNAME: 'cyd', SMS_MFA_CODE },
      }),
    );
  const list = async () => {
    const input = { UserPoolId: own, Username: 'cyd' };
    const { AuthEvents } = await pools.sdk.send(new AdminListUserAuthEventsCommand(input));
    return AuthEvents?.map((event) => [event.EventResponse, event.ChallengeResponses]);
  };
  const password = { ChallengeName: 'Password', ChallengeResponse: 'Success' };
  expect(await list()).toEqual([['InProgress', [password]]]);
  const code = pools.lastCode('+15550007777');
  await refusal(answer(otherThan(code)));
  const failure = { ChallengeName: 'Mfa', ChallengeResponse: 'Failure' };
  expect(await list()).toEqual([['InProgress', [password, failure]]]);
  await answer(code);
  expect(await list()).toEqual([
    ['Pass', [password, failure, { ChallengeName: 'Mfa', ChallengeResponse: 'Success' }]],
  ]);
});
