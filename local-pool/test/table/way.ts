import type { Place } from './world';

/** One of the two ways into the engine of sign-in. */
export interface Way {
  readonly initiate: string;
  readonly respond: string;
  /** Its flow by password. */
  readonly flow: string;
  /** What names the pool, where that is asked for. */
  readonly pool: (place: Place) => object;
}

const open: Way = {
  initiate: 'InitiateAuth',
  respond: 'RespondToAuthChallenge',
  flow: 'USER_PASSWORD_AUTH',
  pool: () => ({}),
};
const admin: Way = {
  initiate: 'AdminInitiateAuth',
  respond: 'AdminRespondToAuthChallenge',
  flow: 'ADMIN_USER_PASSWORD_AUTH',
  pool: ({ UserPoolId }) => ({ UserPoolId }),
};

export const ways: readonly Way[] = [open, admin];

export function otherWay(way: Way): Way {
  return way === open ? admin : open;
}
