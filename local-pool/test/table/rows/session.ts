import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { tokens } from '../shown';
import type { Place, SignedIn, World } from '../world';

/** Without a refresh token. */
const { AccessToken, IdToken, ExpiresIn, TokenType } = tokens.AuthenticationResult;
const refreshed = { AccessToken, IdToken, ExpiresIn, TokenType };

/** A refresh of somebody who has signed in. */
const refresh =
  (
    change: (input: SignedIn, world: World, place: Place) => Promise<object> | object = () => ({}),
    where = plain,
  ) =>
  async (world: World): Promise<object> => {
    const place = await where(world);
    const signedIn = await world.signedIn({}, place);
    const input = { ClientId: place.ClientId, RefreshToken: signedIn.RefreshToken };
    return { ...input, ...(await change(signedIn, world, place)) };
  };

function plain(world: World): Promise<Place> {
  return Promise.resolve(world.plain);
}

/** A revocation of somebody's refresh token. */
const revocation =
  (change: (input: SignedIn, world: World) => object = () => ({}), where = plain) =>
  async (world: World): Promise<object> => {
    const place = await where(world);
    const signedIn = await world.signedIn({}, place);
    return { ClientId: place.ClientId, Token: signedIn.RefreshToken, ...change(signedIn, world) };
  };

/** A token of the right form. */
function strange(token: string): string {
  return token.replace(/[^.]+$/u, (text) => text.split('').reverse().join(''));
}

const flow = { AuthFlow: 'REFRESH_TOKEN_AUTH' };
/** The same over the older flow. */
const older = (arrange: Row['arrange']): Row['arrange'] => {
  return async (world) => {
    const { RefreshToken, ...input } = (await arrange(world)) as Record<string, string>;
    return { ...input, ...flow, AuthParameters: { REFRESH_TOKEN: RefreshToken } };
  };
};

/** What both ways to refresh refuse. */
const refusals: readonly [what: string, arrange: Row['arrange'], text: string | undefined][] = [
  ['garbage', refresh(() => ({ RefreshToken: 'none' })), undefined],
  ['an access token', refresh(({ AccessToken }) => ({ RefreshToken: AccessToken })), undefined],
  [
    ...(['a token of another client'] as const),
    refresh(async (_, world) => ({ ClientId: await world.client(world.plain, {}) })),
    undefined,
  ],
  [
    ...(['a token of a signed-out user'] as const),
    refresh(async ({ AccessToken }, world) => world.done('GlobalSignOut', { AccessToken })),
    'Refresh Token has been revoked',
  ],
  [
    ...(['a revoked token'] as const),
    refresh(async ({ RefreshToken }, world, { ClientId }) =>
      world.done('RevokeToken', { Token: RefreshToken, ClientId }),
    ),
    'Refresh Token has been revoked',
  ],
  [
    ...(['a token of a disabled user'] as const),
    refresh(async ({ user: { poolId, username } }, world) =>
      world.done('AdminDisableUser', { UserPoolId: poolId, Username: username }),
    ),
    'Refresh Token has been revoked',
  ],
  [
    ...(['a token that has expired'] as const),
    refresh(({ user }, world) => {
      const [grant] = world.store.grants.by('user', user.sub);
      world.store.grants.put({ ...grant!, refreshExpiresAt: world.pools.context.clock.now() });
      return {};
    }),
    'Refresh Token has expired',
  ],
];

/** How sessions go on and end. */
export const sessionRows: readonly Row[] = [
  succeeds('GetTokensFromRefreshToken', 'with tokens', refresh(), { AuthenticationResult: refreshed }),
  succeeds(
    ...(['GetTokensFromRefreshToken', 'with a new refresh token where they rotate'] as const),
    refresh(() => ({}), places.rotating),
    { AuthenticationResult: tokens.AuthenticationResult },
  ),
  succeeds('InitiateAuth', 'a refresh token with tokens', older(refresh()), {
    ChallengeParameters: {},
    AuthenticationResult: refreshed,
  }),
  ...refusals.flatMap(([what, arrange, text]) => [
    refuses('GetTokensFromRefreshToken', 'NotAuthorized', what, arrange, text),
    refuses('InitiateAuth', 'NotAuthorized', `refreshing by ${what}`, older(arrange), text),
  ]),
  refuses('InitiateAuth', 'InvalidParameter', 'no REFRESH_TOKEN', ({ plain: { ClientId } }) => ({
    ...{ ClientId, ...flow },
  })),
  refuses(
    ...(['GetTokensFromRefreshToken', 'RefreshTokenReuse', 'a token that was rotated away'] as const),
    refresh(async ({ RefreshToken }, world, { ClientId }) => {
      await world.done('GetTokensFromRefreshToken', { RefreshToken, ClientId });
      return {};
    }, places.rotating),
  ),
  refuses(
    ...(['GetTokensFromRefreshToken', 'NotAuthorized', 'a missing client secret'] as const),
    refresh((_, { plain: { confidential } }) => ({ ClientId: confidential.ClientId })),
  ),
  succeeds('RevokeToken', 'with nothing', revocation()),
  succeeds(
    'RevokeToken',
    'with nothing for a token that nobody knows',
    revocation(({ RefreshToken }) => ({ Token: strange(RefreshToken) })),
  ),
  refuses(
    'RevokeToken',
    'UnsupportedTokenType',
    'an access token',
    revocation(({ AccessToken }) => ({ Token: AccessToken })),
  ),
  refuses(
    'RevokeToken',
    'UnsupportedTokenType',
    'an ID token',
    revocation(({ IdToken }) => ({ Token: IdToken })),
  ),
  refuses(
    'RevokeToken',
    'UnsupportedOperation',
    'a client that does not revoke',
    revocation(() => ({}), places.unrevocable),
  ),
  refuses(
    'RevokeToken',
    'Unauthorized',
    'an unknown client',
    revocation(() => ({ ClientId: 'none' })),
  ),
  refuses(
    ...(['RevokeToken', 'Unauthorized', 'a missing client secret'] as const),
    revocation((_, { plain: { confidential } }) => ({ ClientId: confidential.ClientId })),
  ),
  succeeds('GlobalSignOut', 'with nothing', async (world) => {
    const { AccessToken } = await world.signedIn();
    return { AccessToken };
  }),
];
