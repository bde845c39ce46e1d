import type { ErrorCode } from '../../src/common/errors/error-table';
import type { LimitName } from '../../src/common/rate-limits/limits';
import type { Attempt } from './case';
import type { DocumentedRoute } from './document';
import { PLANTED_FAULT } from './probe';
import { FAULT, NONSENSE, type Planted, refusal, SILENCE } from './upstream';
import type { World } from './world';

/** What a failure that comes with the kind of a route is made of. */
export interface Given {
  readonly route: DocumentedRoute;
  readonly world: World;
  /** The operation of Cognito that the route is about. */
  readonly operation: string | undefined;
  /** A request that gets as far as Cognito. */
  readonly reach: () => Promise<Attempt>;
}

type CommonCase = (given: Given) => Promise<Attempt>;

/** Parts of paths that fit every rule but one's own. */
const PARTS: Readonly<Record<string, string>> = {
  code: 'not_found',
  name: 'email',
  deviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000',
  credentialId: 'x',
  id: `tkn${'0'.repeat(25)}`,
  username: 'nobody@example.com',
  group: 'nobodies',
  eventId: '00000000-0000-4000-8000-000000000000',
  provider: 'Google',
};

/** No name, key or id: a control character, and longer than most. */
const NO_PART = encodeURIComponent(`\n${'x'.repeat(130)}`);

const namesIn = ({ operation }: DocumentedRoute, place: string): string[] =>
  (operation.parameters ?? []).filter((one) => one.in === place).map(({ name }) => name);

/** Well-formed parts of the path, which name nobody. */
const parametersOf = (route: DocumentedRoute): Record<string, string> =>
  Object.fromEntries(namesIn(route, 'path').map((name) => [name, PARTS[name] ?? '']));

/** A request that the gates let pass. */
async function admitted({ route, world }: Given): Promise<Attempt> {
  const access = (await world.facts).get(route.name)?.access;
  const parameters = parametersOf(route);
  if (access === 'roles') return { parameters, token: await world.admin };
  return access === 'signed-in' ? { parameters, token: (await world.reader).token } : { parameters };
}

/** A malformed body, which is refused before anybody looks at who sends it. */
const sending =
  (body: string, headers: Record<string, string> = {}): CommonCase =>
  ({ route }) =>
    Promise.resolve({ parameters: parametersOf(route), body, headers });

/** Whatever Cognito is asked, it answers this. */
const meeting =
  (upstream: Planted): CommonCase =>
  async ({ reach }) => ({ ...(await reach()), upstream });

/** What the route asks of Cognito is refused. */
const refusing =
  (name: string): CommonCase =>
  async ({ reach, operation }) => {
    if (operation === undefined) throw new Error('the cases of this route name no operation');
    return { ...(await reach()), upstream: refusal(name, 'x', operation) };
  };

async function malformed(given: Given): Promise<Attempt> {
  const attempt = await admitted(given);
  const { route } = given;
  if (route.operation.requestBody?.content['application/json'] !== undefined)
    return { ...attempt, body: { noSuchMember: true } };
  if (namesIn(route, 'query').length > 0) return { ...attempt, query: '?noSuchMember=1' };
  const [part = ''] = namesIn(route, 'path');
  return { ...attempt, parameters: { ...attempt.parameters, [part]: NO_PART } };
}

/** Failures that many routes share, by code: those of the gates, of bodies, and of Cognito. */
export const commonCases: Readonly<Partial<Record<ErrorCode, CommonCase>>> = {
  validation_failed: malformed,
  invalid_json: sending('{'),
  json_too_deep: sending('['.repeat(21)),
  payload_too_large: sending(JSON.stringify('x'.repeat(65_536))),
  unsupported_media_type: sending('<a/>', { 'content-type': 'text/xml' }),
  invalid_cursor: async (given) => ({ ...(await admitted(given)), query: '?cursor=x' }),

  unauthorized: ({ route }) => Promise.resolve({ parameters: parametersOf(route) }),
  token_revoked: async ({ route, world }) => ({
    parameters: parametersOf(route),
    token: await world.revokedToken,
  }),
  verification_keys_unavailable: async (given) => ({
    ...(await admitted(given)),
    at: await given.world.keyless,
  }),
  forbidden: async ({ route, world }) => ({
    parameters: parametersOf(route),
    token: (await world.reader).token,
  }),
  reauthentication_required: async (given) => ({ ...(await admitted(given)), later: 901 }),
  rate_limited: async ({ route, world }) => ({
    parameters: parametersOf(route),
    at: await world.exhausted((await world.facts).get(route.name)?.limit as LimitName),
  }),
  overloaded: async ({ route, world }) => ({
    parameters: parametersOf(route),
    at: await world.overloaded,
  }),
  internal_error: async (given) => ({ ...(await admitted(given)), headers: { [PLANTED_FAULT]: 'now' } }),

  upstream_refused: meeting(refusal('UnrecognizedClientException')),
  upstream_invalid_response: meeting(NONSENSE),
  upstream_unavailable: meeting(FAULT),
  upstream_throttled: meeting(refusal('TooManyRequestsException')),
  upstream_timeout: meeting(SILENCE),
  service_misconfigured: meeting(
    refusal('ResourceNotFoundException', 'User pool client abc does not exist.'),
  ),
  request_blocked: meeting(refusal('ForbiddenException')),
  password_reset_required: async ({ reach, world }) => {
    const { parameters, body } = await reach();
    return {
      ...(parameters === undefined ? {} : { parameters }),
      ...(body === undefined ? {} : { body }),
      token: await world.tokenOfMustReset,
    };
  },
  insufficient_scope: meeting(
    refusal('NotAuthorizedException', 'Access Token does not have required scopes'),
  ),
  operation_refused: refusing('UserLambdaValidationException'),
  code_delivery_failed: refusing('CodeDeliveryFailureException'),
};
