import { expectData } from '../support/answers';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

describe('GET /v1/admin/user-pool', () => {
  it('tells schema, policies and what the client may read and write', async () => {
    const answer = await admin.get('user-pool');
    expectData(answer, 200, {
      id: admin.gatehouse.pool.userPoolId,
      name: expect.any(String),
      estimatedUsers: expect.any(Number),
      schema: expect.arrayContaining([
        expect.objectContaining({ name: 'email', type: 'String', mutable: true }),
        expect.objectContaining({ name: 'custom:account_id', type: 'String', required: false }),
      ]),
      passwordPolicy: {
        minimumLength: expect.any(Number),
        requireUppercase: expect.any(Boolean),
        requireLowercase: expect.any(Boolean),
        requireNumbers: expect.any(Boolean),
        requireSymbols: expect.any(Boolean),
        historySize: expect.any(Number),
        temporaryPasswordValidityDays: expect.any(Number),
      },
      usernameAttributes: expect.any(Array),
      aliasAttributes: expect.any(Array),
      caseSensitive: expect.any(Boolean),
      autoVerifiedAttributes: ['email'],
      signUpOpen: true,
      mfa: expect.stringMatching(/^(OFF|OPTIONAL|ON)$/),
      client: {
        id: admin.gatehouse.pool.clientId,
        name: expect.any(String),
        authFlows: expect.arrayContaining(['ALLOW_USER_PASSWORD_AUTH']),
        readAttributes: expect.arrayContaining(['email', 'email_verified']),
        writeAttributes: expect.arrayContaining(['email', 'name']),
      },
    });
  });

  it('holds no secret', async () => {
    const answer = await admin.get('user-pool');
    expect(JSON.stringify(answer.body)).not.toMatch(/secret/i);
  });

  it('does not let users write their own account', async () => {
    const { client } = (await admin.get('user-pool')).body.data;
    expect(client.writeAttributes).not.toContain('custom:account_id');
  });
});
