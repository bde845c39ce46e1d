import { type ErrorCode, errorRow, errorTable } from '../common/errors/error-table';
import type { Json, Operation } from './json';
import type { RouteFacts } from './routes';

const PROBLEM = 'application/problem+json';

/** Failures that any route which talks to Cognito shares. */
const UPSTREAM: readonly ErrorCode[] = [
  'upstream_refused',
  'upstream_invalid_response',
  'upstream_unavailable',
  'upstream_throttled',
  'upstream_timeout',
  'service_misconfigured',
];

/** Bodies that cannot be taken. */
const BODY: readonly ErrorCode[] = [
  'invalid_json',
  'json_too_deep',
  'payload_too_large',
  'unsupported_media_type',
];

/** Tokens that cannot be taken. */
const TOKEN: readonly ErrorCode[] = ['unauthorized', 'token_revoked', 'verification_keys_unavailable'];

/** Requests that HTTP itself or the router refuses, before any route sees them. */
const BEFORE_ROUTE: readonly ErrorCode[] = [
  'bad_request',
  'not_found',
  'request_timeout',
  'headers_too_large',
];

/** Where a code is answered with another status than usual: inside a sign-in a wrong code is a failed authentication. */
const OTHER_STATUS: Readonly<Record<string, Partial<Record<ErrorCode, number>>>> = {
  '/v1/auth/challenge': { code_mismatch: 401 },
};

/** What a route answers when it fails, by status: its own failures and those that come with its kind. */
export function problemResponses(route: RouteFacts, operation: Operation): Record<string, Json> {
  const groups = byStatus(failuresOf(route, operation), OTHER_STATUS[route.path] ?? {});
  return {
    ...Object.fromEntries([...groups].map(([status, codes]) => [status, problem(codes)])),
    '4XX': { $ref: '#/components/responses/NotRouted' },
  };
}

/** The answer that every route has in common, for `components.responses`. */
export function sharedResponses(): Json {
  return { NotRouted: problem(BEFORE_ROUTE) };
}

/** An example of each failure, for `components.examples`. */
export function problemExamples(): Json {
  const codes = Object.keys(errorTable) as ErrorCode[];
  return Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
}

function failuresOf(route: RouteFacts, operation: Operation): ErrorCode[] {
  const add = (holds: boolean, codes: readonly ErrorCode[]): readonly ErrorCode[] => (holds ? codes : []);
  const guarded = route.access === 'signed-in' || route.access === 'roles';
  return [
    ...new Set<ErrorCode>([
      ...(route.fails ?? []),
      ...add(operation.requestBody !== undefined && route.takes === undefined, BODY),
      ...add(route.takes !== undefined, ['unsupported_media_type']),
      ...add(route.validates, ['validation_failed']),
      ...add(guarded, TOKEN),
      ...add(route.access === 'roles', ['forbidden']),
      ...add(route.freshness === 'live', ['insufficient_scope']),
      ...add(typeof route.freshness === 'object', ['reauthentication_required']),
      ...add(route.limit !== 'unlimited', ['rate_limited']),
      ...add(!route.path.startsWith('/health/'), ['overloaded']),
      ...add(route.callsCognito, UPSTREAM),
      'internal_error',
    ]),
  ];
}

function byStatus(
  codes: readonly ErrorCode[],
  other: Partial<Record<ErrorCode, number>>,
): Map<string, ErrorCode[]> {
  const groups = new Map<string, ErrorCode[]>();
  for (const code of codes) {
    const status = String(other[code] ?? errorRow(code).status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function problem(codes: readonly ErrorCode[]): Json {
  const rows = [...codes].sort();
  return {
    description: rows.map((code) => `\`${code}\`: ${errorRow(code).title}`).join('\n\n'),
    headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
    content: {
      [PROBLEM]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(rows.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function exampleOf(code: ErrorCode): Json {
  const { status, title, meaning, retryAfter } = errorRow(code);
  return {
    type: `/errors/${code}`,
    title,
    status,
    code,
    detail: meaning,
    instance: '/v1/auth/sign-in',
    requestId: '7d5a4f0e-6f1c-4c52-9d1b-0a3e5c1f2b77',
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
