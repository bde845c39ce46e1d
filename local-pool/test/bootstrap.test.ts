import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { bootstrapLocalPool } from '../bootstrap';
import { startLocalPool } from '../start';
import { output } from './raw';
import { PoolUnderTest, secretHash } from './support';

const adminUsername = 'admin@example.com';
let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
});
afterAll(() => pool.close());

it('makes a pool that a backend can use at once', async () => {
  const server = { url: pool.url, port: 0, context: pool.context, close: () => Promise.resolve() };
  const made = await bootstrapLocalPool(server, { adminUsername });
  const { userPoolId: UserPoolId, clientId: ClientId, clientSecret: ClientSecret, adminPassword } = made;
  expect(made).toEqual({
    userPoolId: expect.stringMatching(/^us-east-1_\w{9}$/) as string,
    clientId: expect.stringMatching(/^[a-z0-9]{26}$/) as string,
    clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/) as string,
    region: 'us-east-1',
    identityPoolId: expect.stringMatching(/^us-east-1:[0-9a-f-]{36}$/) as string,
    issuer: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
    jwksUri: `${pool.url}/${UserPoolId}/.well-known/jwks.json`,
    adminPassword: expect.stringMatching(/^\S{12,}$/) as string,
  });
  const { UserPool } = await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
  expect(UserPool).toMatchObject({
    Name: 'gatehouse-local',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    UserPoolTier: 'ESSENTIALS',
  });
  expect(await output(pool.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId })))).toEqual({
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'preferred' },
  });
  const { UserPoolClient } = await pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  expect(UserPoolClient).toMatchObject({
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_AUTH',
    ],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
  });
  expect(UserPoolClient?.ReadAttributes).toContain('custom:account_id');
  expect(UserPoolClient?.WriteAttributes).not.toContain('custom:account_id');
  const { Groups } = await pool.sdk.send(new ListGroupsCommand({ UserPoolId }));
  expect(Groups?.map(({ GroupName, Precedence }) => [GroupName, Precedence])).toEqual([
    ['account-admin', 3],
    ['admin', 1],
    ['support', 2],
  ]);
  const admin = { UserPoolId, Username: adminUsername };
  const user = await pool.sdk.send(new AdminGetUserCommand(admin));
  expect([user.UserStatus, user.UserAttributes]).toEqual([
    'CONFIRMED',
    [
      { Name: 'sub', Value: user.Username },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'email', Value: adminUsername },
    ],
  ]);
  const memberships = await pool.sdk.send(new AdminListGroupsForUserCommand(admin));
  expect(memberships.Groups?.map(({ GroupName }) => GroupName)).toEqual(['admin']);
  const { AuthenticationResult } = await pool.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId,
      AuthParameters: {
        USERNAME: adminUsername,
        PASSWORD: adminPassword ?? '',
        SECRET_HASH: secretHash(adminUsername, { ClientId, ClientSecret }),
      },
    }),
  );
  expect(AuthenticationResult).toHaveProperty('AccessToken');
  const again = await bootstrapLocalPool(server, { adminUsername, adminPassword: 'Other-Passw0rd' });
  const expected = { ...made };
  delete expected.adminPassword;
  expect(again).toEqual(expected);
});

it('finds its pool again after a restart', async () => {
  const data = mkdtempSync(join(tmpdir(), 'pool-'));
  const start = async (): Promise<unknown> => {
    const server = await startLocalPool({ data });
    const { userPoolId, clientId, clientSecret, adminPassword } = await bootstrapLocalPool(server, {
      adminUsername,
      adminPassword: 'Given-Passw0rd',
    });
    await server.close();
    return { userPoolId, clientId, clientSecret, adminPassword };
  };
  const first = await start();
  expect(first).toMatchObject({ adminPassword: 'Given-Passw0rd' });
  expect(await start()).toEqual({ ...(first as object), adminPassword: undefined });
  rmSync(data, { recursive: true });
});
