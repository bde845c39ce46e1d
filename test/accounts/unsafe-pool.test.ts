import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { UserPool } from '../../src/cognito/user-pool';
import { EnvironmentError } from '../../src/common/config/environment-error';
import { refuseUnsafePool } from '../../src/unsafe-pool';
import { expectProblem } from '../support/answers';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';

let gatehouse: Gatehouse;
const closing: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => gatehouse.close());

const ATTRIBUTE = { Name: 'account_id', AttributeDataType: 'String' as const, Mutable: true };
const ACCOUNT = [ATTRIBUTE];

/** An instance in front of a pool whose app client may write these attributes, or what Cognito's defaults say. */
async function inFrontOf(
  WriteAttributes: string[] | undefined,
  Schema = ACCOUNT,
): Promise<{ pool: AnotherPool; instance: Gatehouse; log: string[] }> {
  const client = WriteAttributes === undefined ? {} : { WriteAttributes };
  const pool = await anotherPool(gatehouse, { pool: { Schema }, client });
  const log: string[] = [];
  const logDestination = { write: (line: string) => void log.push(line) };
  const changes = { ...pool.changes, LOG_LEVEL: 'warn' as const };
  const instance = await startInstance(gatehouse, changes, { logDestination });
  closing.push(
    () => instance.app.close(),
    () => {
      pool.sdk.destroy();
    },
  );
  return { pool, instance, log };
}

/** The token of somebody who administrates the account acme. */
async function headOf({ sdk, userPoolId: UserPoolId }: AnotherPool, instance: Gatehouse): Promise<string> {
  const of = { UserPoolId, Username: 'head' };
  const UserAttributes = [{ Name: 'custom:account_id', Value: 'acme' }];
  await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'account-admin' }));
  await sdk.send(new AdminCreateUserCommand({ ...of, UserAttributes, MessageAction: 'SUPPRESS' }));
  await sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
  await sdk.send(new AdminAddUserToGroupCommand({ ...of, GroupName: 'account-admin' }));
  return (await instance.signIn('head')).accessToken;
}

describe('the start', () => {
  it.each([
    ['may write the account', ['name', 'custom:account_id']],
    ['may write what Cognito’s defaults say, as nobody knows what that is', undefined],
  ])('is refused in front of a pool whose app client %s', async (_, names) => {
    const { instance } = await inFrontOf(names);
    const start = refuseUnsafePool(instance.app);
    await expect(start).rejects.toThrow(EnvironmentError);
    await expect(start).rejects.toThrow(
      /COGNITO_CLIENT_ID: the app client may write custom:account_id, .* WriteAttributes/,
    );
  });

  it.each([
    ['a pool whose client has a list without it', ['name'], ACCOUNT],
    ['a pool that has no accounts', undefined, [{ ...ATTRIBUTE, Name: 'plan' }]],
  ])('goes on in front of %s', async (_, names, schema) => {
    const { instance, log } = await inFrontOf(names, schema);
    await refuseUnsafePool(instance.app);
    expect(log).toEqual([]);
  });

  it('goes on in front of the embedded pool', () => refuseUnsafePool(gatehouse.app));

  it('goes on, with a warning, where the pool cannot be read', async () => {
    const { instance, log } = await inFrontOf(['custom:account_id']);
    await gatehouse.control('faults', { operation: 'DescribeUserPool', kind: 'error500' });
    await refuseUnsafePool(instance.app);
    await gatehouse.control('faults', undefined, 'DELETE');
    expect(log.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      expect.stringMatching(/^The description of the user pool cannot be read: .*custom:account_id/),
    ]);
  });

  it('of every entry that serves the application asks', () => {
    const src = join(__dirname, '../../src');
    const entries = readdirSync(src)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'generate.ts')
      .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }))
      .filter(({ text }) => /await createApp\(/.test(text));
    expect(entries.map(({ name }) => name)).toContain('main.ts');
    expect(
      entries.filter(({ text }) => !/await refuseUnsafePool\(/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });
});

describe('a pool that turns out to be unsafe', () => {
  it('opens nothing by accounts any more, and all else as before', async () => {
    const { pool, instance } = await inFrontOf(['name']);
    const token = await headOf(pool, instance);
    expect((await instance.get('/v1/admin/users', token)).status).toBe(200);
    const { userPoolId: UserPoolId, clientId: ClientId } = pool;
    const flows = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] };
    const WriteAttributes = ['name', 'custom:account_id'];
    await pool.sdk.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ...flows, WriteAttributes }));
    instance.app.get(UserPool).forget();
    // The first to ask after five minutes is answered by what was known.
    await instance.get('/v1/admin/users', token);
    await instance.app.get(UserPool).describe();
    expectProblem(await instance.get('/v1/admin/users', token), 503, 'service_misconfigured', {
      retryAfter: 300,
    });
    expect((await instance.get('/v1/auth/session', token)).status).toBe(200);
  });

  it('is noticed when it could not be read at the start', async () => {
    const { pool, instance } = await inFrontOf(['custom:account_id']);
    const token = await headOf(pool, instance);
    expectProblem(await instance.get('/v1/admin/users', token), 503, 'service_misconfigured', {
      retryAfter: 300,
    });
  });
});
