import type { Case } from './case';
import { revealed } from './places';
import { refusal, success } from './upstream';

/** Cognito refuses what the route asks of it. */
export function refused(operation: string, name: string, message?: string): Case {
  return async (_, reach) => ({ ...(await reach()), upstream: refusal(name, message, operation) });
}

/** The same where accounts are revealed, for routes without token and session. */
export function refusedOpenly(operation: string, name: string, message?: string): Case {
  return async (world, reach) => ({
    ...(await reach()),
    at: (await revealed(world)).instance,
    upstream: refusal(name, message, operation),
  });
}

/** Cognito answers something of its own. */
export function answered(operation: string, answer: object): Case {
  return async (_, reach) => ({ ...(await reach()), upstream: success(operation, answer) });
}
