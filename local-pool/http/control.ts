import type { JWK } from 'jose';
import type { PoolContext } from '../operation';
import { setQuotas } from '../quotas/control';
import type { Quotas } from '../quotas/quotas';
import { publishForeignKey, rotatePoolKeys } from '../tokens/keys';
import { modelledOperations } from '../wire/api-model';
import { jsonAnswer, type Answer } from './answer';
import type { Counters } from './counters';
import { faultKinds, type Fault, type FaultKind, type Faults } from './faults';

/** What the control side works on. */
export interface ControlParts {
  readonly context: PoolContext;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly quotas: Quotas;
}

type Body = Readonly<Record<string, unknown>>;
type Route = (parts: ControlParts, body: Body) => Answer | Promise<Answer>;

const routes: Readonly<Record<string, Route>> = {
  'POST clock': advanceClock,
  'POST faults': addFault,
  'DELETE faults': clearFaults,
  'POST keys': changeKeys,
  'GET counters': ({ counters, quotas }) =>
    jsonAnswer(200, { ...counters.toJSON(), throttled: quotas.throttled() }),
  'GET quotas': ({ quotas }) => jsonAnswer(200, quotas),
  'POST quotas': ({ quotas }, body) => setQuotas(quotas, body),
};

/**
 * The control side for tests, `/_local/control/<name>`.
 *
 * @param body the parsed JSON body, `{}` without one
 * @returns 400 with a `message` for a body it cannot use, 404 for a route that is not there
 */
export async function controlAnswer(
  parts: ControlParts,
  method: string,
  name: string,
  body: unknown,
): Promise<Answer> {
  const route = routes[`${method} ${name}`];
  if (!route) return jsonAnswer(404, { message: `${method} ${name} is not part of the control side.` });
  if (typeof body !== 'object' || body === null) return refusal('The body must be a JSON object.');
  return route(parts, body as Body);
}

function advanceClock({ context }: ControlParts, { advanceSeconds }: Body): Answer {
  if (typeof advanceSeconds !== 'number' || !(advanceSeconds >= 0)) {
    return refusal('advanceSeconds must be a number of seconds, 0 or more.');
  }
  context.clock.advance(advanceSeconds);
  return jsonAnswer(200, { now: new Date(context.clock.now()).toISOString() });
}

function addFault({ faults }: ControlParts, body: Body): Answer {
  const { operation, kind, times, delayMs } = body;
  if (!isTarget(operation)) return refusal('operation must name an operation, or be jwks or *.');
  if (!isFaultKind(kind)) return refusal(`kind must be one of ${faultKinds.join(', ')}.`);
  if (!isCount(times, 1)) return refusal('times must be a whole number, 1 or more.');
  if (!isCount(delayMs, 0)) return refusal('delayMs must be a whole number of milliseconds.');
  const fault: Fault = {
    operation,
    kind,
    ...(times === undefined ? {} : { times }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
  faults.add(fault);
  return jsonAnswer(200, fault);
}

function clearFaults({ faults }: ControlParts): Answer {
  faults.clear();
  return jsonAnswer(200, {});
}

async function changeKeys({ context }: ControlParts, body: Body): Promise<Answer> {
  const { action, jwk, poolId } = body;
  const ids = [...context.store.pools.values()]
    .map(({ id }) => id)
    .filter((id) => poolId === undefined || id === poolId);
  if (poolId !== undefined && ids.length === 0) return refusal('There is no pool with this poolId.');
  if (action === 'rotate') await Promise.all(ids.map((id) => rotatePoolKeys(context, id)));
  else if (action === 'add' && isJwk(jwk)) for (const id of ids) publishForeignKey(context, id, jwk);
  else return refusal('action must be "rotate", or "add" with a jwk that has a kid and a kty.');
  await context.store.flushed();
  return jsonAnswer(200, { poolIds: ids });
}

/** A misspelt name would be a fault that never comes. */
function isTarget(operation: unknown): operation is string {
  return (
    typeof operation === 'string' &&
    (modelledOperations.has(operation) || operation === 'jwks' || operation === '*')
  );
}

function isFaultKind(value: unknown): value is FaultKind {
  return faultKinds.some((kind) => kind === value);
}

function isCount(value: unknown, least: number): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least);
}

function isJwk(value: unknown): value is JWK {
  if (typeof value !== 'object' || value === null) return false;
  const { kid, kty } = value as Body;
  return typeof kid === 'string' && typeof kty === 'string';
}

function refusal(message: string): Answer {
  return jsonAnswer(400, { message });
}
