import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { UserPoolRights } from './cognito/user-pool-rights';
import { EnvironmentError } from './common/config/environment-error';

/** Milliseconds that the start waits for the description of the pool: a Cognito that hangs must not keep it from serving tokens. */
const PATIENCE = 2000;

/**
 * Refuses to go into service in front of a user pool whose users can give themselves rights. For each entry to call between building the
 * application and serving it.
 *
 * A pool whose description cannot be read is warned of, and taken: this service may lack the rights on purpose, and Cognito may be away
 * for a moment. What accounts protect is refused as soon as the description turns out to be unsafe (UserPoolRights).
 *
 * @throws EnvironmentError that names the attributes and what to do about them
 */
export async function refuseUnsafePool(app: INestApplicationContext): Promise<void> {
  const names = (await soon(app.get(UserPoolRights).writable())) ?? [];
  if (names.length === 0) return;
  throw new EnvironmentError([
    `COGNITO_CLIENT_ID: the app client may write ${names.join(', ')}, so that users could give themselves access; set its WriteAttributes to a list without them`,
  ]);
}

/** What comes in time; undefined otherwise. */
async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  const end = new AbortController();
  try {
    return await Promise.race([answer, pause(PATIENCE, undefined, { signal: end.signal })]);
  } finally {
    end.abort();
  }
}
