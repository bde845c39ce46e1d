import {
  AddUserPoolClientSecretCommand,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  ListUserPoolClientSecretsCommand,
  UpdateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { output, post } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
let UserPoolId: string;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
  UserPoolId = await pool.createPool();
});
afterAll(() => pool.close());

type Settings = Partial<CreateUserPoolClientCommandInput>;

async function create(settings: Settings = {}): Promise<UserPoolClientType> {
  const { UserPoolClient } = await pool.sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'app', ...settings }),
  );
  return UserPoolClient ?? {};
}

const unknown = ['ResourceNotFoundException', 'User pool client none does not exist.'];
const noPool = ['ResourceNotFoundException', 'User pool us-east-1_none does not exist.'];

describe('CreateUserPoolClient', () => {
  it('makes a public client with the defaults of the API', async () => {
    const client = await create();
    expect(client).toEqual({
      UserPoolId,
      ClientId: expect.stringMatching(/^[a-z0-9]{26}$/) as string,
      ClientName: 'app',
      RefreshTokenValidity: 30,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
      CreationDate: expect.any(Date) as Date,
      LastModifiedDate: client.CreationDate,
    });
  });

  it('makes a secret of 51 letters and digits', async () => {
    expect((await create({ GenerateSecret: true })).ClientSecret).toMatch(/^[a-z0-9]{51}$/);
  });

  it('takes a secret that is brought along', async () => {
    const ClientSecret = 'a'.repeat(24);
    expect((await create({ ClientSecret })).ClientSecret).toBe(ClientSecret);
  });

  it('takes a refresh token validity of 0 for the default', async () => {
    expect((await create({ RefreshTokenValidity: 0 })).RefreshTokenValidity).toBe(30);
  });

  const range = (name: string, least: number, most: number): string =>
    `Invalid range for token validity: ${name} must be between ${least} and ${most} seconds.`;
  it.each<[string, Settings, string]>([
    [
      'a secret both made and brought',
      { GenerateSecret: true, ClientSecret: 'a'.repeat(24) },
      'GenerateSecret and ClientSecret exclude each other.',
    ],
    [
      'old and new flow names together',
      { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] },
      'ExplicitAuthFlows with the prefix ALLOW_ cannot be mixed with those without it.',
    ],
    [
      'refresh flow and rotation together',
      { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'], RefreshTokenRotation: { Feature: 'ENABLED' } },
      'ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.',
    ],
    [
      'access tokens of 4 minutes',
      { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: 'minutes' } },
      range('AccessTokenValidity', 300, 86400),
    ],
    ['access tokens of 25 hours', { AccessTokenValidity: 25 }, range('AccessTokenValidity', 300, 86400)],
    [
      'ID tokens of 2 days',
      { IdTokenValidity: 2, TokenValidityUnits: { IdToken: 'days' } },
      range('IdTokenValidity', 300, 86400),
    ],
    [
      'refresh tokens of 59 minutes',
      { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: 'minutes' } },
      range('RefreshTokenValidity', 3600, 315360000),
    ],
    [
      'refresh tokens of 11 years',
      { RefreshTokenValidity: 4015 },
      range('RefreshTokenValidity', 3600, 315360000),
    ],
    [
      'an unknown attribute to read',
      { ReadAttributes: ['custom:none'] },
      'Invalid read attributes specified while creating a client',
    ],
    [
      'an unknown attribute to write',
      { WriteAttributes: ['custom:none'] },
      'Invalid write attributes specified while creating a client',
    ],
    [
      'the right to write email_verified',
      { WriteAttributes: ['email_verified'] },
      'Invalid write attributes specified while creating a client',
    ],
    [
      'context data without a secret',
      { EnablePropagateAdditionalUserContextData: true },
      'EnablePropagateAdditionalUserContextData requires a client with a secret.',
    ],
  ])('refuses %s', async (_, settings, message) => {
    expect(await refusal(create(settings))).toEqual(['InvalidParameterException', message]);
  });

  it.each<[string, Settings]>([
    [
      '5 minutes',
      {
        AccessTokenValidity: 5,
        IdTokenValidity: 300,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds' },
      },
    ],
    ['1 day', { AccessTokenValidity: 1, IdTokenValidity: 24, TokenValidityUnits: { AccessToken: 'days' } }],
    ['an hour and ten years', { RefreshTokenValidity: 3650 }],
  ])('takes lives at the limits: %s', async (_, settings) => {
    expect(await create(settings)).toMatchObject(settings);
  });

  it('refuses choice-based sign-in in a Lite pool', async () => {
    const lite = await pool.createPool({ UserPoolTier: 'LITE' });
    expect(await refusal(create({ UserPoolId: lite, ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }))).toEqual([
      'FeatureUnavailableInTierException',
      'Choice-based sign-in is not available in the LITE tier.',
    ]);
  });

  it('refuses an unknown pool', async () => {
    expect(await refusal(create({ UserPoolId: 'us-east-1_none' }))).toEqual(noPool);
  });

  it('refuses a malformed request', async () => {
    const { status, body } = await post(pool.url, 'CreateUserPoolClient', '{"UserPoolId":"us-east-1_a"}');
    expect([status, body]).toEqual([
      400,
      {
        __type: 'InvalidParameterException',
        message:
          "1 validation error detected: Value null at 'clientName' failed to satisfy constraint: Member must not be null",
      },
    ]);
  });
});

describe('DescribeUserPoolClient', () => {
  it('tells what CreateUserPoolClient told', async () => {
    const client = await create({ GenerateSecret: true, ReadAttributes: ['email'] });
    const described = await output(
      pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: client.ClientId })),
    );
    expect(described).toEqual({ UserPoolClient: client });
  });

  it('does not know a client of another pool', async () => {
    const other = await pool.createPool();
    const { ClientId } = await create();
    expect(
      await refusal(pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId: other, ClientId }))),
    ).toEqual(['ResourceNotFoundException', `User pool client ${ClientId ?? ''} does not exist.`]);
  });

  it.each([
    ['client', { ClientId: 'none' }, unknown],
    ['pool', { UserPoolId: 'us-east-1_none', ClientId: 'none' }, noPool],
  ])('refuses an unknown %s', async (_, input, refused) => {
    expect(await refusal(pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ...input })))).toEqual(
      refused,
    );
  });
});

describe('UpdateUserPoolClient', () => {
  it('resets what is left out and keeps name and secret', async () => {
    const before = await create({ GenerateSecret: true, ReadAttributes: ['email'], AccessTokenValidity: 2 });
    const { UserPoolClient } = await pool.sdk.send(
      new UpdateUserPoolClientCommand({ UserPoolId, ClientId: before.ClientId, IdTokenValidity: 3 }),
    );
    const rest = { ...before };
    delete rest.ReadAttributes;
    delete rest.AccessTokenValidity;
    expect(UserPoolClient).toEqual({
      ...rest,
      IdTokenValidity: 3,
      LastModifiedDate: expect.any(Date) as Date,
    });
  });

  it('checks as CreateUserPoolClient does', async () => {
    const { ClientId } = await create();
    const update = new UpdateUserPoolClientCommand({ UserPoolId, ClientId, WriteAttributes: ['nonsense'] });
    expect(await refusal(pool.sdk.send(update))).toEqual([
      'InvalidParameterException',
      'Invalid write attributes specified while creating a client',
    ]);
  });

  it('refuses an unknown client', async () => {
    const update = new UpdateUserPoolClientCommand({ UserPoolId, ClientId: 'none' });
    expect(await refusal(pool.sdk.send(update))).toEqual(unknown);
  });
});

describe('DeleteUserPoolClient', () => {
  it('deletes the client and the sign-ins made with it', async () => {
    const { ClientId } = await pool.createClient(UserPoolId);
    const other = await pool.createClient(UserPoolId);
    await pool.createUser(UserPoolId, 'leaver');
    await pool.signIn(ClientId, 'leaver');
    await pool.signIn(other.ClientId, 'leaver');
    expect(await output(pool.sdk.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId })))).toEqual(
      {},
    );
    expect([...pool.context.store.grants.values()].map(({ clientId }) => clientId)).toEqual([other.ClientId]);
    expect(await refusal(pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })))).toEqual(
      ['ResourceNotFoundException', `User pool client ${ClientId} does not exist.`],
    );
  });

  it('refuses an unknown client', async () => {
    const command = new DeleteUserPoolClientCommand({ UserPoolId, ClientId: 'none' });
    expect(await refusal(pool.sdk.send(command))).toEqual(unknown);
  });
});

describe('ListUserPoolClients', () => {
  it('lists every client once, by pages', async () => {
    const id = await pool.createPool();
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, index) => create({ UserPoolId: id, ClientName: `app ${index}` })),
    );
    const seen: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await pool.sdk.send(
        new ListUserPoolClientsCommand({ UserPoolId: id, MaxResults: 2, NextToken }),
      );
      seen.push(page.UserPoolClients);
      ({ NextToken } = page);
    } while (NextToken);
    const expected = made
      .map(({ ClientId, ClientName }) => ({ ClientId, ClientName, UserPoolId: id }))
      .sort((a, b) => ((a.ClientId ?? '') < (b.ClientId ?? '') ? -1 : 1));
    expect(seen).toEqual([expected.slice(0, 2), expected.slice(2, 4), expected.slice(4)]);
  });

  it('refuses a cursor that is none', async () => {
    const command = new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1, NextToken: 'bnVsbA' });
    expect(await refusal(pool.sdk.send(command))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });

  it('refuses an unknown pool', async () => {
    const command = new ListUserPoolClientsCommand({ UserPoolId: 'us-east-1_none', MaxResults: 1 });
    expect(await refusal(pool.sdk.send(command))).toEqual(noPool);
  });
});

describe('client secrets', () => {
  const secretsOf = async (ClientId: string | undefined): Promise<(string | undefined)[]> => {
    const { ClientSecrets } = await pool.sdk.send(
      new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }),
    );
    return (ClientSecrets ?? []).map(
      ({ ClientSecretId, ClientSecretValue }) => ClientSecretValue ?? ClientSecretId,
    );
  };

  it('are rotated by adding the new one and deleting the old one', async () => {
    const { ClientId, ClientSecret } = await create({ GenerateSecret: true });
    const added = await pool.sdk.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }));
    const { ClientSecretId, ClientSecretValue, ClientSecretCreateDate } = added.ClientSecretDescriptor ?? {};
    expect(ClientSecretValue).toMatch(/^[a-z0-9]{51}$/);
    expect(ClientSecretValue).not.toBe(ClientSecret);
    expect(ClientSecretCreateDate).toBeInstanceOf(Date);
    const [first, second] = await secretsOf(ClientId);
    expect(first).toMatch(new RegExp(`^${ClientId ?? ''}--\\d{13}$`));
    expect(second).toBe(ClientSecretId);
    const remove = new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId: first });
    expect(await output(pool.sdk.send(remove))).toEqual({});
    expect(await secretsOf(ClientId)).toEqual([ClientSecretId]);
    const { UserPoolClient } = await pool.sdk.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
    );
    expect(UserPoolClient?.ClientSecret).toBe(ClientSecretValue);
  });

  it('that are brought along are not repeated', async () => {
    const { ClientId } = await create({ GenerateSecret: true });
    const command = new AddUserPoolClientSecretCommand({
      UserPoolId,
      ClientId,
      ClientSecret: 'b'.repeat(30),
    });
    const { ClientSecretDescriptor } = await pool.sdk.send(command);
    expect(Object.keys(ClientSecretDescriptor ?? {}).sort()).toEqual([
      'ClientSecretCreateDate',
      'ClientSecretId',
    ]);
  });

  it('cannot be added to a public client', async () => {
    const { ClientId } = await create();
    expect(
      await refusal(pool.sdk.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }))),
    ).toEqual(['InvalidParameterException', 'A secret can only be added to a client that has one.']);
  });

  it('are two at most and one at least', async () => {
    const { ClientId } = await create({ GenerateSecret: true });
    const [only] = await secretsOf(ClientId);
    const remove = new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId: only });
    expect(await refusal(pool.sdk.send(remove))).toEqual([
      'InvalidParameterException',
      'The last secret of a client cannot be deleted.',
    ]);
    const add = new AddUserPoolClientSecretCommand({ UserPoolId, ClientId });
    await pool.sdk.send(add);
    expect(await refusal(pool.sdk.send(add))).toEqual([
      'LimitExceededException',
      'A client can have at most 2 secrets.',
    ]);
  });

  it('that are unknown cannot be deleted', async () => {
    const { ClientId } = await create({ GenerateSecret: true });
    const remove = new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId: 'none--1' });
    expect(await refusal(pool.sdk.send(remove))).toEqual([
      'ResourceNotFoundException',
      'Client secret not found.',
    ]);
  });
});
