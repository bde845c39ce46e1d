import { createHash, randomBytes } from 'node:crypto';
import type {
  Credentials,
  GetCredentialsForIdentityInput,
  GetCredentialsForIdentityResponse,
  GetIdInput,
  GetIdResponse,
} from '@aws-sdk/client-cognito-identity';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord } from '../store/records';
import { verifiedLogin, type Login } from './login';

/** How long credentials are good, in ms. */
const credentialsLife = 3_600_000;

type Logins = Readonly<Record<string, string>> | undefined;

/**
 * The identity pool of a user pool: each has one, which trusts it and no other provider. Nothing is stored, ids are made of what they stand
 * for.
 */
export function identityPoolId({ id, region }: PoolRecord): string {
  return `${region}:${uuidOf('identity pool', id)}`;
}

/** The id of whoever brings a token of the user pool. */
export async function getId(
  { IdentityPoolId, Logins }: GetIdInput,
  context: PoolContext,
): Promise<GetIdResponse> {
  const pool = [...context.store.pools.values()].find((one) => identityPoolId(one) === IdentityPoolId);
  if (!pool) {
    throw new PoolError('ResourceNotFoundException', `IdentityPool '${IdentityPoolId ?? ''}' not found.`);
  }
  const login = await loginFrom(context, Logins);
  if (login.pool.id !== pool.id)
    throw notAuthorized('Token is not from a supported provider of this identity pool.');
  return { IdentityId: identityOf(login) };
}

/** Made-up keys for the identity that the token is of. */
export async function getCredentialsForIdentity(
  { IdentityId, Logins, CustomRoleArn }: GetCredentialsForIdentityInput,
  context: PoolContext,
): Promise<GetCredentialsForIdentityResponse> {
  const login = await loginFrom(context, Logins);
  if (identityOf(login) !== IdentityId) {
    throw notAuthorized(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
  }
  if (CustomRoleArn !== undefined && !login.roles.includes(CustomRoleArn))
    throw notAuthorized('Access denied: CustomRoleArn is not one of the roles of the token.');
  return { IdentityId, Credentials: madeUp(context.clock.now() + credentialsLife) };
}

async function loginFrom(context: PoolContext, logins: Logins): Promise<Login> {
  const [entry, ...more] = Object.entries(logins ?? {});
  if (entry === undefined)
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  if (more.length > 0) throw notAuthorized('Please provide a valid public provider.');
  return verifiedLogin(context, ...entry);
}

function identityOf({ pool, sub }: Login): string {
  return `${pool.region}:${uuidOf('identity', pool.id, sub)}`;
}

/** Of the form of AWS's: temporary keys begin with ASIA. */
function madeUp(end: number): Credentials {
  const letters = [...randomBytes(16)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte % 32));
  return {
    AccessKeyId: `ASIA${letters.join('')}`,
    SecretKey: randomBytes(30).toString('base64'),
    SessionToken: randomBytes(600).toString('base64'),
    Expiration: new Date(end),
  };
}

function uuidOf(...of: readonly string[]): string {
  const hex = createHash('sha256').update(of.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function notAuthorized(message: string): PoolError {
  return new PoolError('NotAuthorizedException', message);
}
