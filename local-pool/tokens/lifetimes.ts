import type { TimeUnitsType } from '@aws-sdk/client-cognito-identity-provider';
import type { ClientRecord } from '../store/records';

const secondsIn: Readonly<Record<TimeUnitsType, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const defaults = { access: 3600, id: 3600, refresh: 30 * 86_400 };

/** Lives in seconds of the tokens that a client is given. */
export interface Lifetimes {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
}

/** Validity times units; the units are hours for ID and access tokens and days for refresh tokens unless told otherwise. */
export function lifetimes({ settings }: Pick<ClientRecord, 'settings'>): Lifetimes {
  const units = settings.TokenValidityUnits;
  // A stored 0 means the default as well (documented for refresh tokens).
  return {
    access: (settings.AccessTokenValidity ?? 0) * secondsIn[units?.AccessToken ?? 'hours'] || defaults.access,
    id: (settings.IdTokenValidity ?? 0) * secondsIn[units?.IdToken ?? 'hours'] || defaults.id,
    refresh:
      (settings.RefreshTokenValidity ?? 0) * secondsIn[units?.RefreshToken ?? 'days'] || defaults.refresh,
  };
}

/** How long a Session may wait for its answer, in ms. */
export function sessionLifetime({ settings }: ClientRecord): number {
  return (settings.AuthSessionValidity ?? 3) * 60_000;
}
