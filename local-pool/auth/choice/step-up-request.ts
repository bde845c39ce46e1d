import type { PoolContext } from '../../operation';
import { withAccess } from '../../tokens/access-token';
import type { TokenSubject } from '../../tokens/claims';
import { findUser } from '../../users/find-user';
import { invalidParameter, notAuthorized } from '../refusals';
import { required, type AuthStart } from '../sign-in';
import { levelNames, type Method } from './acr';
import { progressFrom } from './methods';

/**
 * TARGET_ACR_VALUES, ACCESS_TOKEN and MAX_AGE of USER_AUTH. What the token's sign-in has proved need not be proved again, unless
 * that was longer ago than MAX_AGE.
 *
 * @returns undefined when no level is asked for
 * @throws PoolError InvalidParameterException for a token without levels, for levels that are not there, for a MAX_AGE that is no
 *   number; NotAuthorizedException for a token that is not good, not the
 *   user's or not the client's
 */
export async function requestedStepUp(context: PoolContext, start: AuthStart): Promise<AuthStart['stepUp']> {
  const { pool, parameters } = start;
  const values = parameters['TARGET_ACR_VALUES'];
  const token = parameters['ACCESS_TOKEN'];
  if (values === undefined) {
    if (token !== undefined) throw invalidParameter('ACCESS_TOKEN requires TARGET_ACR_VALUES.');
    return undefined;
  }
  const names = levelNames(pool.settings);
  const levels = values
    .split(' ')
    .flatMap((value) => (names.includes(value) ? names.indexOf(value) + 1 : []));
  if (levels.length === 0) throw invalidParameter('None of the requested authentication levels is valid.');
  const maxAge = maxAgeIn(parameters['MAX_AGE']);
  if (token === undefined) return { levels, passed: [] };
  const methods = await withAccess(context, token, (subject) =>
    methodsProved(context, start, subject, maxAge),
  );
  return { levels, ...progressFrom(methods) };
}

/** @returns seconds */
function maxAgeIn(value: string | undefined): number {
  if (value === undefined) return Infinity;
  if (!/^\d{1,10}$/u.test(value)) throw invalidParameter('MAX_AGE must be a number of seconds.');
  return Number(value);
}

/** What the sign-in behind an access token still counts for. */
function methodsProved(
  context: PoolContext,
  start: AuthStart,
  { client, user, grant }: TokenSubject,
  maxAge: number,
): readonly Method[] {
  const named = findUser(context, start.pool, required(start.parameters, 'USERNAME'));
  if (named?.sub !== user.sub || client.id !== start.client.id) {
    throw notAuthorized('The access token was not issued for this user and client.');
  }
  return context.clock.seconds() - grant.authTime > maxAge ? [] : (grant.methods ?? []);
}
