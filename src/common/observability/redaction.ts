import { failureOf } from './failure';

/** Members that hold secrets, in lower case, wherever they stand in what is logged. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  ...['authorization', 'cookie', 'set-cookie', 'token', 'accesstoken', 'idtoken', 'refreshtoken', 'session'],
  ...['password', 'newpassword', 'currentpassword', 'temporarypassword', 'previouspassword'],
  ...['proposedpassword', 'code', 'secretcode', 'confirmationcode', 'usercode', 'answer', 'codeverifier'],
  ...['credential', 'secret', 'clientsecret', 'secrethash', 'secret_hash', 'secretaccesskey'],
]);

const HIDDEN = '[secret]';

/** Levels that are looked into; nothing of ours is as deep. */
const DEPTH = 6;

/**
 * What is logged, with secrets hidden by the names of their members and errors told without their messages. A net below what is chosen
 * member by member. Ours, since pino's `redact` with wildcards for every level costs a request more than all the rest of it.
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  return membersOf(line, DEPTH);
}

/** Copies only from where something is hidden on: nearly every line passes as it is. */
function membersOf(object: Record<string, unknown>, depth: number): Record<string, unknown> {
  let safe = object;
  for (const name of Object.keys(object)) {
    const value = object[name];
    const shown =
      value !== undefined && SECRET_MEMBERS.has(name.toLowerCase()) ? HIDDEN : shownValue(value, depth);
    if (shown === value) continue;
    if (safe === object) safe = { ...object };
    safe[name] = shown;
  }
  return safe;
}

function shownValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return failureOf(value);
  if (depth === 0) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => shownValue(item, depth - 1));
  return membersOf(value as Record<string, unknown>, depth - 1);
}
