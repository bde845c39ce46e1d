import { operations } from '../../operations';
import { openGrant } from '../../tokens/grants';
import { issueTokens } from '../../tokens/issue';
import { modelledOperations, shapeNamed } from '../../wire/api-model';
import { inputOf, smallestInput } from './example';
import { places } from './places';
import { refuses, type Row } from './row';
import { type SignedIn, World } from './world';

/** Rows that the API model calls for in every operation of a kind, so that a new operation is held to them at once. */
export function generatedRows(): readonly Row[] {
  return Object.keys(operations).flatMap((operation) => [
    ...unknownPlace(operation),
    ...unknownUser(operation),
    ...badAccessToken(operation),
  ]);
}

/** These answer an unknown client in a way of their own; see their families. */
const ownAnswer = ['RevokeToken'];

function unknownPlace(operation: string): readonly Row[] {
  if (ownAnswer.includes(operation)) return [];
  if (requires(operation, 'UserPoolId')) {
    const input = smallestInput(operation);
    const text = `User pool ${String(input['UserPoolId'])} does not exist.`;
    return [
      refuses(operation, 'ResourceNotFound', 'an unknown pool', () => input, text),
      ...unknownClient(operation),
    ];
  }
  if (!requires(operation, 'ClientId')) return [];
  const text = 'User pool client none does not exist.';
  return [refuses(operation, 'ResourceNotFound', 'an unknown client', () => smallestInput(operation), text)];
}

function unknownClient(operation: string): readonly Row[] {
  if (!requires(operation, 'ClientId')) return [];
  const ofPlain = ({ plain }: World): object => smallestInput(operation, { UserPoolId: plain.UserPoolId });
  const ofOther = async (world: World): Promise<object> => {
    const other = await places.other(world);
    return smallestInput(operation, { UserPoolId: world.plain.UserPoolId, ClientId: other.ClientId });
  };
  return [
    refuses(operation, 'ResourceNotFound', 'an unknown client', ofPlain),
    refuses(operation, 'ResourceNotFound', 'a client of another pool', ofOther),
  ];
}

/** These look at something else first, make the user, or hide who exists. */
const notByName = [
  'AdminCreateUser',
  'AdminAddUserToGroup',
  'AdminRemoveUserFromGroup',
  'AdminInitiateAuth',
  'AdminRespondToAuthChallenge',
  'AdminListUserAuthEvents',
  'AdminUpdateAuthEventFeedback',
  'UpdateAuthEventFeedback',
];

function unknownUser(operation: string): readonly Row[] {
  const named = requires(operation, 'UserPoolId') && requires(operation, 'Username');
  if (!named || notByName.includes(operation)) return [];
  const ofPlain = ({ plain }: World): object => smallestInput(operation, { UserPoolId: plain.UserPoolId });
  const ofOther = async (world: World): Promise<object> => {
    const { Username } = await world.named({}, await places.other(world));
    return smallestInput(operation, { UserPoolId: world.plain.UserPoolId, Username });
  };
  return [
    refuses(operation, 'UserNotFound', 'an unknown user', ofPlain, 'User does not exist.'),
    refuses(operation, 'UserNotFound', 'a user of another pool', ofOther, 'User does not exist.'),
  ];
}

type Break = (world: World, someone: SignedIn) => string | Promise<string>;

/** What can be wrong with an access token. Each is made once, for all operations. */
const badTokens: readonly [exception: string, what: string, text: string, Break][] = [
  ['NotAuthorized', 'garbage', 'Invalid Access Token', () => 'x.y.z'],
  ['NotAuthorized', 'an ID token', 'Invalid Access Token', (_, { IdToken }) => IdToken],
  [
    ...(['NotAuthorized', 'a token with a signature of its own'] as const),
    'Could not verify signature for Access Token',
    (_, { AccessToken }) => AccessToken.replace(/[^.]+$/u, (text) => text.split('').reverse().join('')),
  ],
  [
    ...(['NotAuthorized', 'a token of a signed-out user', 'Access Token has been revoked'] as const),
    async (world, { AccessToken }) => {
      await world.done('GlobalSignOut', { AccessToken });
      return AccessToken;
    },
  ],
  [
    ...(['NotAuthorized', 'a token whose sign-in was revoked', 'Access Token has been revoked'] as const),
    async (world, { AccessToken, RefreshToken }) => {
      await world.done('RevokeToken', { Token: RefreshToken, ClientId: world.plain.ClientId });
      return AccessToken;
    },
  ],
  [
    ...(['NotAuthorized', 'a token of a disabled user', 'Access Token has been revoked'] as const),
    async (world, { user, AccessToken }) => {
      await world.done('AdminDisableUser', { UserPoolId: user.poolId, Username: user.username });
      await world.done('AdminEnableUser', { UserPoolId: user.poolId, Username: user.username });
      return AccessToken;
    },
  ],
  [
    ...(['NotAuthorized', 'an expired token', 'Access Token has expired'] as const),
    async (world, { user }) => {
      const minutes = { AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: 'minutes' } };
      const { AccessToken } = await world.pools.signIn(
        await world.client(world.plain, minutes),
        user.username,
      );
      await world.pools.advance(300);
      return AccessToken;
    },
  ],
  [
    ...(['NotAuthorized', 'a token of other scopes', 'Access Token does not have required scopes'] as const),
    async ({ pools, plain, store }, { user }) => {
      const client = store.clients.get(plain.ClientId)!;
      const opened = openGrant(pools.context, {
        ...{ pool: pools.pool(plain.UserPoolId), client, user, scope: 'openid email' },
      });
      const tokens = await issueTokens(pools.context, opened, {
        ...{ reason: 'HostedAuth', clientMetadata: {} },
      });
      return tokens.AccessToken!;
    },
  ],
  [
    ...(['PasswordResetRequired', 'a user whose password was reset'] as const),
    'Password reset required for the user',
    async (world, { user, AccessToken }) => {
      await world.done('AdminResetUserPassword', { UserPoolId: user.poolId, Username: user.username });
      return AccessToken;
    },
  ],
  [
    ...(['UserNotConfirmed', 'a user who is not confirmed', 'User is not confirmed.'] as const),
    (world, { user, AccessToken }) => {
      world.change(user, { status: 'UNCONFIRMED' });
      return AccessToken;
    },
  ],
  [
    ...(['UserNotFound', 'a deleted user', 'User does not exist.'] as const),
    async (world, { user, AccessToken }) => {
      await world.done('AdminDeleteUser', { UserPoolId: user.poolId, Username: user.username });
      return AccessToken;
    },
  ],
];

function badAccessToken(operation: string): readonly Row[] {
  if (!('AccessToken' in (shapeNamed(inputOf(operation)).members ?? {}))) return [];
  return badTokens.map(([exception, what, text, spoil]) => {
    const arrange = async (world: World): Promise<object> => {
      const make = async (): Promise<string> => spoil(world, await world.signedIn());
      return smallestInput(operation, { AccessToken: await world.once(`token ${what}`, make) });
    };
    return refuses(operation, exception, what, arrange, text);
  });
}

function requires(operation: string, member: string): boolean {
  return shapeNamed(inputOf(operation)).required?.includes(member) ?? false;
}

/** The exceptions that the API documents for an operation. */
export function documented(operation: string): readonly string[] {
  return modelledOperations.get(operation)?.errors ?? [];
}
