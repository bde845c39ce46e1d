import type { ExplicitAuthFlowsType, UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider';
import { ACCESS_ATTRIBUTES } from '../cognito/protected-attributes';
import { type Check, when } from './check';
import type { Examined } from './examine';

const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTES = { seconds: 1 / 60, minutes: 1, hours: HOUR, days: DAY } as const;

const has = ({ client }: Examined, ...flows: ExplicitAuthFlowsType[]): boolean =>
  flows.some((flow) => client.ExplicitAuthFlows?.includes(flow) === true);
const nameOf = ({ ClientName, ClientId }: UserPoolClientType): string =>
  `the app client ${ClientName ?? ''} (${ClientId ?? ''})`;

/** Minutes that a token is good for. Cognito counts access tokens in hours and refresh tokens in days unless told otherwise. */
function life(value: number | undefined, unit: keyof typeof MINUTES | undefined, usual: number, of: number) {
  return value === undefined || value === 0 ? usual : unit === undefined ? value * of : value * MINUTES[unit];
}

/** The app client. */
export const clientChecks: readonly Check[] = [
  {
    id: 'client-writes-access',
    severity: 'unsafe',
    why: 'Whoever has an access token can write, at Cognito itself, what an app client of the pool may write, and so give themselves access.',
    change: 'WriteAttributes of the app client: a list without these attributes',
    find: ({ clients, schema }) =>
      clients.flatMap((client) => {
        const names = ACCESS_ATTRIBUTES.filter(
          (name) => schema.has(name) && (client.WriteAttributes?.includes(name) ?? true),
        );
        return when(names.length > 0, `${nameOf(client)} may write ${names.join(', ')}`);
      }),
  },
  {
    id: 'provider-writes-access',
    severity: 'unsafe',
    why: 'Whoever runs that provider, or can change their profile there, says what access depends on.',
    change: 'AttributeMapping of the identity provider: take the attribute out',
    find: ({ providers }) =>
      providers.flatMap(({ ProviderName = '', AttributeMapping = {} }) => {
        const names = ACCESS_ATTRIBUTES.filter((name) => Object.hasOwn(AttributeMapping, name));
        return when(names.length > 0, `the identity provider ${ProviderName} writes ${names.join(', ')}`);
      }),
  },
  {
    id: 'existence-errors',
    severity: 'unsafe',
    why: 'Cognito tells strangers who has an account, whatever this service answers.',
    change: 'PreventUserExistenceErrors of the app client: ENABLED',
    find: ({ client }) =>
      when(
        client.PreventUserExistenceErrors !== 'ENABLED',
        `PreventUserExistenceErrors is ${client.PreventUserExistenceErrors ?? 'LEGACY'}`,
      ),
  },
  {
    id: 'token-revocation',
    severity: 'unsafe',
    why: 'Signing out ends nothing: a refresh token that was stolen goes on to the end of its life, and access tokens cannot be told apart by their sign-in.',
    change: 'EnableTokenRevocation of the app client: true',
    find: ({ client }) => when(client.EnableTokenRevocation !== true, 'tokens cannot be revoked'),
  },
  {
    id: 'implicit-grant',
    severity: 'unsafe',
    why: 'Tokens come in the address of a page, where histories, logs and other scripts find them.',
    change: 'AllowedOAuthFlows of the app client: code alone',
    find: ({ clients }) =>
      clients
        .filter(
          (client) =>
            client.AllowedOAuthFlowsUserPoolClient === true && client.AllowedOAuthFlows?.includes('implicit'),
        )
        .map((client) => `${nameOf(client)} has the implicit grant`),
  },
  {
    id: 'client-secret',
    severity: 'broken',
    why: 'Every sign-in fails: Cognito wants a hash by the secret of the app client, or none where it has none.',
    change: 'COGNITO_CLIENT_SECRET: the secret of this very app client, or nothing where it has none',
    find: ({ secret, environment: { COGNITO_CLIENT_SECRET: ours } }) => [
      ...when(secret !== undefined && ours === undefined, 'the app client has a secret that is not set'),
      ...when(secret === undefined && ours !== undefined, 'a secret is set, and the app client has none'),
      ...when(
        secret !== undefined && ours !== undefined && secret !== ours,
        'the secret is not that of the app client',
      ),
    ],
  },
  {
    id: 'no-way-in',
    severity: 'broken',
    why: 'Nobody can sign in.',
    change:
      'ExplicitAuthFlows of the app client: ALLOW_USER_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_USER_PASSWORD_AUTH or ALLOW_CUSTOM_AUTH',
    find: (examined) =>
      when(
        !has(
          examined,
          'ALLOW_USER_AUTH',
          'ALLOW_USER_SRP_AUTH',
          'ALLOW_USER_PASSWORD_AUTH',
          'ALLOW_CUSTOM_AUTH',
        ),
        'the app client has no flow that this service uses',
      ),
  },
  {
    id: 'custom-triggers',
    severity: 'broken',
    why: 'Sign-ins by custom challenges fail for everybody.',
    change: 'LambdaConfig of the user pool, or ExplicitAuthFlows of the app client without ALLOW_CUSTOM_AUTH',
    find: (examined) => {
      const { LambdaConfig: triggers = {} } = examined.pool;
      const wanted = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;
      const missing = wanted.filter((name) => triggers[name] === undefined);
      return when(
        has(examined, 'ALLOW_CUSTOM_AUTH') && missing.length > 0,
        `custom sign-in is on without ${missing.join(', ')}`,
      );
    },
  },
  {
    id: 'migration-flow',
    severity: 'broken',
    why: 'Cognito asks the trigger only where the password comes in clear: nobody is migrated at a sign-in.',
    change: 'ExplicitAuthFlows of the app client: ALLOW_USER_PASSWORD_AUTH',
    find: (examined) =>
      when(
        examined.pool.LambdaConfig?.UserMigration !== undefined && !has(examined, 'ALLOW_USER_PASSWORD_AUTH'),
        'there is a trigger for migration, and no sign-in that would ask it',
      ),
  },
  {
    id: 'refresh-rotation',
    severity: 'advice',
    why: 'A refresh token that was copied is as good as its owner’s until it expires; with rotation the copy is noticed.',
    change: 'RefreshTokenRotation of the app client: ENABLED, with some seconds of grace',
    find: ({ client }) =>
      when(client.RefreshTokenRotation?.Feature !== 'ENABLED', 'refresh tokens do not rotate'),
  },
  {
    id: 'access-token-life',
    severity: 'advice',
    why: 'What is revoked elsewhere, a role that is taken away in AWS among it, holds until the access token ends.',
    change: 'AccessTokenValidity of the app client: 5 to 60 minutes',
    find: ({ client: { AccessTokenValidity: value, TokenValidityUnits: units } }) => {
      const minutes = life(value, units?.AccessToken, HOUR, HOUR);
      return when(minutes > HOUR, `access tokens live for ${Math.round(minutes)} minutes`);
    },
  },
  {
    id: 'refresh-token-life',
    severity: 'advice',
    why: 'A device that was lost stays signed in for as long.',
    change: 'RefreshTokenValidity of the app client: 30 days at most',
    find: ({ client: { RefreshTokenValidity: value, TokenValidityUnits: units } }) => {
      const days = life(value, units?.RefreshToken, 30 * DAY, DAY) / DAY;
      return when(days > 30, `refresh tokens live for ${Math.round(days)} days`);
    },
  },
  {
    id: 'session-life',
    severity: 'advice',
    why: 'As long as that a challenge that was begun by somebody else can be answered.',
    change: 'AuthSessionValidity of the app client: 3 to 10 minutes',
    find: ({ client: { AuthSessionValidity: minutes = 3 } }) =>
      when(minutes > 10, `challenges can be answered for ${minutes} minutes`),
  },
  {
    id: 'public-client',
    severity: 'advice',
    why: 'Whoever knows the id of the app client can ask Cognito itself, past all limits of this service.',
    change: 'An app client with a secret (GenerateSecret) for this service',
    find: ({ secret }) => when(secret === undefined, 'the app client has no secret'),
  },
];
