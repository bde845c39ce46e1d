import { invalidParameter } from '../refusals';
import type { PoolSettings } from '../../store/records';

/**
 * Levels of authentication (guide "Authentication levels with ACR and AMR claims"): four fixed ones, whose names a pool can
 * choose, and the combinations of methods that satisfy each.
 */

/** A method as the `amr` claim names it: password, authenticator app, codes, and passkeys bound to software or hardware. */
export type Method = 'pwd' | 'otp' | 'sms' | 'email_otp' | 'swk' | 'hwk';
/** A method as the levels see it: one passkey is as good as another. */
export type Kind = 'pwd' | 'otp' | 'sms' | 'email_otp' | 'key';

/** 1 to 4. */
export type Level = number;

const levels: readonly (readonly (readonly Kind[])[])[] = [
  [['pwd']],
  [['email_otp'], ['sms']],
  [['key'], ['pwd', 'email_otp'], ['pwd', 'sms']],
  [['pwd', 'otp']],
];

/** What satisfies a level: any of these combinations. */
export function combinationsFor(level: Level): readonly (readonly Kind[])[] {
  return levels[level - 1] ?? [];
}

export function kindOf(method: Method): Kind {
  return method === 'swk' || method === 'hwk' ? 'key' : method;
}

/** The highest level that these methods satisfy; 0 for none. */
export function levelOf(methods: readonly Method[]): Level {
  const kinds = new Set(methods.map(kindOf));
  return 1 + levels.findLastIndex((ways) => ways.some((way) => way.every((kind) => kinds.has(kind))));
}

/** The `amr` claim: the methods, and `mfa` for two of them or more. */
export function amrOf(methods: readonly Method[]): readonly string[] {
  return methods.length > 1 ? [...methods, 'mfa'] : methods;
}

/** The names of a pool's levels, the lowest first. */
export function levelNames({ AcrConfiguration }: Pick<PoolSettings, 'AcrConfiguration'>): readonly string[] {
  return levels.map(
    (_, index) => AcrConfiguration?.[`Level${index + 1}`]?.AcrValue ?? defaultName(index + 1),
  );
}

/**
 * AcrConfiguration as it is kept and shown: with the default names of the levels that are not named.
 *
 * @throws PoolError InvalidParameterException for two levels of one name
 */
export function effectiveNames(
  given: NonNullable<PoolSettings['AcrConfiguration']>,
): NonNullable<PoolSettings['AcrConfiguration']> {
  const names = levelNames({ AcrConfiguration: given });
  if (new Set(names).size < names.length) {
    throw invalidParameter('The AcrValue of each level must be unique, default names included.');
  }
  return Object.fromEntries(names.map((AcrValue, index) => [`Level${index + 1}`, { AcrValue }]));
}

function defaultName(level: Level): string {
  return `urn:cognito:loa:${level}`;
}
