import type { Caller } from '../../common/access/caller';
import type { SessionResponse } from './session.dto';

/** The session that a verified access token stands for. Nothing is asked of Cognito. */
export function sessionOf(caller: Caller): SessionResponse {
  const { sub, username, groups, accountId, scope } = caller;
  return {
    sub,
    username,
    groups: [...groups],
    ...(accountId === undefined ? {} : { accountId }),
    scope,
    authTime: dateOf(caller.authTime),
    expiresAt: dateOf(caller.expiresAt),
  };
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
