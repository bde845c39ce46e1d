import {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { expectDone, expectProblem } from '../support/answers';
import { PASSWORD } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;

beforeAll(async () => {
  admin = await Administration.start();
  await rememberPasswords(3);
});
afterAll(() => admin.close());

/** Makes the pool refuse the last passwords of a user. */
async function rememberPasswords(PasswordHistorySize: number): Promise<void> {
  const { url, userPoolId: UserPoolId } = admin.gatehouse.pool;
  const client = new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: EMBEDDED_CREDENTIALS,
  });
  const { UserPool: pool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
  // Whatever is left out goes back to its default.
  await client.send(
    new UpdateUserPoolCommand({
      UserPoolId,
      Policies: {
        ...pool?.Policies,
        PasswordPolicy: { ...pool?.Policies?.PasswordPolicy, PasswordHistorySize },
      },
      AutoVerifiedAttributes: pool?.AutoVerifiedAttributes,
      MfaConfiguration: pool?.MfaConfiguration,
      AdminCreateUserConfig: pool?.AdminCreateUserConfig,
      AccountRecoverySetting: pool?.AccountRecoverySetting,
    }),
  );
  client.destroy();
}

describe('where the pool keeps a history of passwords', () => {
  it('an administrator cannot set an old one', async () => {
    const email = await admin.user();
    const set = (password: string): ReturnType<Administration['call']> =>
      admin.call('PUT', `users/${email}/password`, { password, permanent: true });
    expectDone(await set('Another-Horse-8'));
    expectProblem(await set(PASSWORD), 422, 'password_reused');
  });

  it('people cannot change back to an old one', async () => {
    const { accessToken: token } = await admin.member();
    const change = (currentPassword: string, newPassword: string): ReturnType<Administration['call']> =>
      admin.gatehouse.call('PUT', '/v1/users/me/password', { token, body: { currentPassword, newPassword } });
    expectDone(await change(PASSWORD, 'Another-Horse-8'));
    expectProblem(await change('Another-Horse-8', PASSWORD), 422, 'password_reused');
  });
});
