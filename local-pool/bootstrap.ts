import type {
  AdminCreateUserCommandInput,
  CreateUserPoolClientCommandInput,
  CreateUserPoolClientCommandOutput,
  CreateUserPoolCommandInput,
  CreateUserPoolCommandOutput,
  ExplicitAuthFlowsType,
} from '@aws-sdk/client-cognito-identity-provider';
import { generatePassword } from './auth/password';
import { identityPoolId } from './identity/identity-pools';
import type { PoolContext } from './operation';
import { operations } from './operations';
import type { LocalPool } from './start';
import type { ClientRecord, PoolRecord } from './store/records';
import { issuerOf } from './tokens/issuer';
import { isPoolsOwn, standardAttributes } from './users/schema';
import { attachFunction, type OwnFunction } from './triggers/own-functions';
import { findUser } from './users/find-user';
import { validateInput } from './wire/validator';

const poolName = 'gatehouse-local';
const clientName = 'gatehouse';
const accountId = 'custom:account_id';
const administrators = 'admin';
/** The most powerful first. */
const groups = [administrators, 'support', 'account-admin'] as const;

/** Without custom sign-in: it would call triggers, and not every process has them. */
const flows: ExplicitAuthFlowsType[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_AUTH',
];

export interface BootstrapOptions {
  /** E-mail address of the administrator. */
  readonly adminUsername: string;
  /** Used when the administrator is made. Default: a random one, told once. */
  readonly adminPassword?: string;
  /** The function of this process that serves triggers, one of `startLocalPool({ triggers })`. Default: the pool calls none. */
  readonly triggers?: OwnFunction;
}

/** What a backend needs to use the pool. */
export interface Bootstrapped {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly region: string;
  /** The identity pool that trusts the user pool; it answers at the same address. */
  readonly identityPoolId: string;
  /** `iss` of the tokens. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** The administrator's password, only in the run that made the user. */
  readonly adminPassword?: string;
}

/**
 * Makes the pool `gatehouse-local` with its client, groups and administrator, as far as they are not there yet. What is there is
 * left as it is, whatever was changed since, but for the triggers: those that this process serves are set at every start.
 *
 * @throws PoolError when the administrator's name or password is not one the pool takes
 */
export async function bootstrapLocalPool(pool: LocalPool, options: BootstrapOptions): Promise<Bootstrapped> {
  const { context } = pool;
  const { triggers } = options;
  const found = findPool(context) ?? (await createPool(context));
  const record = triggers ? attachFunction(context, found, triggers) : found;
  const plain = findClient(context, record) ?? (await createClient(context, record));
  const client = triggers?.served.has('DefineAuthChallenge') ? withCustomSignIn(context, plain) : plain;
  await createGroups(context, record);
  const adminPassword = await createAdministrator(context, record, options);
  await context.store.flushed();
  return {
    userPoolId: record.id,
    clientId: client.id,
    clientSecret: client.secrets[0]?.value ?? '',
    region: record.region,
    issuer: issuerOf(context, record.id),
    identityPoolId: identityPoolId(record),
    jwksUri: `${pool.url}/${record.id}/.well-known/jwks.json`,
    ...(adminPassword === undefined ? {} : { adminPassword }),
  };
}

function findPool(context: PoolContext): PoolRecord | undefined {
  return [...context.store.pools.values()].find(({ settings }) => settings.Name === poolName);
}

function findClient(context: PoolContext, { id }: PoolRecord): ClientRecord | undefined {
  return context.store.clients.by('pool', id).find(({ settings }) => settings.ClientName === clientName);
}

async function createPool(context: PoolContext): Promise<PoolRecord> {
  const input: CreateUserPoolCommandInput = {
    PoolName: poolName,
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    UserPoolTier: 'ESSENTIALS',
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
    Schema: [{ Name: 'account_id', AttributeDataType: 'String', Mutable: true }],
  };
  const { UserPool } = (await run(context, 'CreateUserPool', input)) as CreateUserPoolCommandOutput;
  await run(context, 'SetUserPoolMfaConfig', {
    UserPoolId: UserPool?.Id,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    // What browsers take for the site of a page on this machine.
    WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'preferred' },
  });
  await run(context, 'SetUserPoolSessionConfiguration', {
    UserPoolId: UserPool?.Id,
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser: 50 },
  });
  return made(context.store.pools.get(UserPool?.Id ?? ''));
}

async function createClient(context: PoolContext, { id }: PoolRecord): Promise<ClientRecord> {
  const settable = standardAttributes.map(({ Name }) => Name).filter((name) => !isPoolsOwn(name));
  const input: CreateUserPoolClientCommandInput = {
    UserPoolId: id,
    ClientName: clientName,
    GenerateSecret: true,
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    // Threat protection is to see the address of the person, not that of the backend.
    EnablePropagateAdditionalUserContextData: true,
    // Which account somebody belongs to is for the backend to say: with the access token alone it could be changed otherwise.
    ReadAttributes: [...settable, 'email_verified', 'phone_number_verified', accountId],
    WriteAttributes: settable,
    ExplicitAuthFlows: flows,
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
  };
  const output = (await run(context, 'CreateUserPoolClient', input)) as CreateUserPoolClientCommandOutput;
  return made(context.store.clients.get(output.UserPoolClient?.ClientId ?? ''));
}

/** Unless somebody has chosen other flows since. */
function withCustomSignIn(context: PoolContext, client: ClientRecord): ClientRecord {
  const chosen = client.settings.ExplicitAuthFlows ?? [];
  if (chosen.length !== flows.length || !flows.every((flow) => chosen.includes(flow))) return client;
  const settings = { ...client.settings, ExplicitAuthFlows: [...flows, 'ALLOW_CUSTOM_AUTH' as const] };
  const changed = { ...client, settings };
  context.store.clients.put(changed);
  return changed;
}

async function createGroups(context: PoolContext, { id }: PoolRecord): Promise<void> {
  for (const [index, name] of groups.entries()) {
    if (context.store.groups.get(`${id}/${name}`)) continue;
    await run(context, 'CreateGroup', { UserPoolId: id, GroupName: name, Precedence: index + 1 });
  }
}

/** @returns the password, when the administrator is new */
async function createAdministrator(
  context: PoolContext,
  pool: PoolRecord,
  { adminUsername, adminPassword }: BootstrapOptions,
): Promise<string | undefined> {
  const before = findUser(context, pool, adminUsername);
  // A run that ended half-way has left a user without a permanent password, who is finished now.
  if (before && before.status !== 'FORCE_CHANGE_PASSWORD') return undefined;
  const of = { UserPoolId: pool.id, Username: adminUsername };
  if (!before) {
    const input: AdminCreateUserCommandInput = {
      ...of,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    };
    await run(context, 'AdminCreateUser', input);
  }
  await run(context, 'AdminAddUserToGroup', { ...of, GroupName: administrators });
  const Password = adminPassword ?? generatePassword(pool);
  await run(context, 'AdminSetUserPassword', { ...of, Password, Permanent: true });
  return Password;
}

/** Calls an operation in the same process, with its input checked as on the wire. */
async function run(context: PoolContext, name: string, input: object): Promise<object> {
  const operation = operations[name];
  if (!operation) throw new Error(`There is no operation named ${name}`);
  return operation(validateInput(name, input) as never, context, {
    address: '127.0.0.1',
    userAgent: '',
    endpoint: '',
  });
}

function made<T>(record: T | undefined): T {
  if (record === undefined) throw new Error('The pool did not keep what it made');
  return record;
}
