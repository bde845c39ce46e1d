import { randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-cognito-identity-provider';
import { Cognito, type CognitoCommand } from '../cognito/cognito';
import { ACCOUNT_ATTRIBUTE } from '../cognito/protected-attributes';
import { ADMINISTRATORS } from '../common/access/roles';
import { AppError } from '../common/errors/app-error';
import type { Finding } from './check';
import type { Examined } from './examine';

/** What a call that changes nothing is made of: what it is sent besides the pool, or why there is none. */
type Try = Readonly<Record<string, unknown>> | string;

/** What is there for the calls to name. */
export type Known = Pick<Examined, 'groups' | 'schema'>;

/** Somebody who is not there. A name that nobody has: what is asked about them is refused after the right to ask has been looked at. */
const nobody = (): string => `gatehouse-doctor-${randomUUID()}`;

const device = { DeviceKey: `us-east-1_${randomUUID()}` };
const job = { JobId: 'import-gatehousedoctor' };

/**
 * How the right to each operation is tried. The operations are those that are signed; a test holds the list to the service's own.
 *
 * AWS looks at the form of a call, then at the right to make it, then at what it names: so each call is well formed, and names what is not there.
 */
export function triesFor({ groups, schema }: Known): Readonly<Record<string, Try>> {
  const Username = nobody();
  const GroupName = Username;
  const user = { Username };
  const isGroup = groups.some((group) => group.GroupName === ADMINISTRATORS);
  return {
    AdminCreateUser: {
      ...user,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'custom:gatehouse_doctor', Value: 'x' }],
    },
    AdminConfirmSignUp: user,
    AdminGetUser: user,
    ListUsers: { Limit: 1 },
    AdminUpdateUserAttributes: { ...user, UserAttributes: [{ Name: 'name', Value: 'x' }] },
    AdminDeleteUserAttributes: { ...user, UserAttributeNames: ['name'] },
    AdminSetUserPassword: { ...user, Password: `Aa1!${Username}`, Permanent: true },
    AdminResetUserPassword: user,
    AdminDisableUser: user,
    AdminEnableUser: user,
    AdminDeleteUser: user,
    AdminUserGlobalSignOut: user,
    AdminInitiateAuth: 'it would count as a failed sign-in',
    AdminRespondToAuthChallenge: 'it needs a sign-in that has begun',
    AdminSetUserMFAPreference: { ...user, SoftwareTokenMfaSettings: { Enabled: false } },
    AdminDeleteSoftwareToken: user,
    AdminGetUserAuthFactors: user,
    AdminListDevices: user,
    AdminGetDevice: { ...user, ...device },
    AdminUpdateDeviceStatus: { ...user, ...device, DeviceRememberedStatus: 'not_remembered' },
    AdminForgetDevice: { ...user, ...device },
    AdminListUserSessions: user,
    AdminRevokeUserSession: { ...user, SessionId: randomUUID() },
    AdminListUserAuthEvents: user,
    AdminUpdateAuthEventFeedback: { ...user, EventId: randomUUID(), FeedbackValue: 'Valid' },
    AdminLinkProviderForUser: {
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: Username },
      SourceUser: {
        ProviderName: 'gatehouse-doctor',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: 'x',
      },
    },
    AdminDisableProviderForUser: {
      User: {
        ProviderName: 'gatehouse-doctor',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: Username,
      },
    },
    // Refused as there already.
    CreateGroup: isGroup ? { GroupName: ADMINISTRATORS } : 'it would make a group',
    GetGroup: { GroupName },
    ListGroups: { Limit: 1 },
    UpdateGroup: { GroupName },
    DeleteGroup: { GroupName },
    AdminAddUserToGroup: { ...user, GroupName },
    AdminRemoveUserFromGroup: { ...user, GroupName },
    AdminListGroupsForUser: user,
    ListUsersInGroup: { GroupName },
    GetCSVHeader: {},
    CreateUserImportJob: 'it would make a job',
    StartUserImportJob: job,
    StopUserImportJob: job,
    DescribeUserImportJob: job,
    ListUserImportJobs: { MaxResults: 1 },
    DescribeUserPool: {},
    DescribeUserPoolClient: { ClientId: 'gatehousedoctor' },
    AddCustomAttributes: schema.has(ACCOUNT_ATTRIBUTE)
      ? {
          CustomAttributes: [{ Name: ACCOUNT_ATTRIBUTE.replace('custom:', ''), AttributeDataType: 'String' }],
        }
      : 'it would add an attribute',
    GetUserPoolMfaConfig: {},
    ListUserPoolClients: { MaxResults: 1 },
    ListIdentityProviders: { MaxResults: 1 },
    DescribeIdentityProvider: { ProviderName: 'gatehouse-doctor' },
  };
}

/** What has been tried. */
export interface Tried {
  readonly findings: readonly Finding[];
  /** Operations that cannot be tried without changing something, with the reason. */
  readonly untried: Readonly<Record<string, string>>;
}

/** Tries the right to each operation that the service calls. Nothing is changed, and no message is sent. */
export async function tryPermissions(cognito: Cognito, known: Known): Promise<Tried> {
  const findings: Finding[] = [];
  const untried: Record<string, string> = {};
  for (const [operation, input] of Object.entries(triesFor(known))) {
    if (typeof input === 'string') untried[operation] = input;
    else if (await isDenied(cognito, operation, input)) findings.push(denied(operation));
  }
  return { findings, untried };
}

type Command = CognitoCommand<ServiceInputTypes, ServiceOutputTypes>;

async function isDenied(cognito: Cognito, operation: string, input: object): Promise<boolean> {
  const commands = sdk as unknown as Readonly<Record<string, new (input: object) => Command>>;
  const Command = commands[`${operation}Command`];
  if (Command === undefined) throw new Error(`The SDK has no ${operation}`);
  try {
    await cognito.send(new Command({ UserPoolId: cognito.userPoolId, ...input }));
    return false;
  } catch (error) {
    // Every other refusal comes after the right has been looked at.
    return (
      error instanceof AppError &&
      error.cause instanceof Error &&
      error.cause.name === 'AccessDeniedException'
    );
  }
}

const denied = (operation: string): Finding => ({
  id: `permission-${operation}`,
  severity: 'broken',
  found: `cognito-idp:${operation} is denied`,
  why: 'Routes that need it answer 503.',
  change: `The IAM policy of this service: allow cognito-idp:${operation} on the user pool`,
});
