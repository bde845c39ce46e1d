import { type LimitName, limits } from '../rate-limits/limits';

/** Upper bounds in seconds. A guarded route takes about a millisecond, a call to Cognito 20 to 300, its deadline is 5 s. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What a label may say: one of these words, or any word of a set that the code bounds (routes, operations), of which at most so many
 * are kept apart. Whatever does not fit is counted as `other`, so that nothing a caller sends can make a series.
 */
export type LabelValues = readonly string[] | { readonly most: number };

/** A metric as the table has it. Durations are in seconds, as Prometheus wants them. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence; `docs/operations.md` shows it. */
  readonly help: string;
  readonly labels: Readonly<Record<string, LabelValues>>;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

const limitNames = Object.keys(limits) as LimitName[];

/** Enough for every operation of Cognito's API. */
const OPERATIONS = { most: 130 };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * The one table of metrics, besides those of Node and the process. No label holds a person, an address or a token: labels come from
 * closed lists. The table of `docs/operations.md` is written from it.
 */
export const metricTable = {
  gatehouse_build_info: {
    type: 'gauge',
    help: 'Always 1; the version of the service and of Node are its labels.',
    labels: { version: { most: 1 }, node: { most: 1 } },
  },
  gatehouse_ready: {
    type: 'gauge',
    help: '1 while `/health/ready` answers 200, else 0.',
    labels: {},
  },
  // Requests
  gatehouse_http_requests_total: {
    type: 'counter',
    help: 'Answered requests. `route` is the pattern, `none` where no route was met.',
    labels: { method: METHODS, route: { most: 500 }, status: { most: 60 } },
  },
  gatehouse_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the first line of a request to the end of its answer, by class of status (`2xx`).',
    labels: { method: METHODS, route: { most: 500 }, status: ['1xx', '2xx', '3xx', '4xx', '5xx'] },
    buckets: DURATIONS,
  },
  gatehouse_http_requests_in_flight: {
    type: 'gauge',
    help: 'Requests that have begun and are not answered.',
    labels: {},
  },
  gatehouse_http_problems_total: {
    type: 'counter',
    help: 'Failures that were answered, by the code of the problem document.',
    labels: { code: { most: 200 } },
  },
  gatehouse_http_malformed_total: {
    type: 'counter',
    help: 'What came in and was no request that HTTP allows, or was cut off for being slow.',
    labels: { fault: ['not_http', 'headers_too_large', 'too_slow', 'reset'] },
  },
  gatehouse_http_shed_total: {
    type: 'counter',
    help: 'Requests refused because the process is overloaded.',
    labels: {},
  },
  // Tokens
  gatehouse_token_refusals_total: {
    type: 'counter',
    help: 'Requests refused for their access token, by the kind of fault.',
    labels: {
      reason: [
        'missing',
        'malformed',
        'header',
        'key',
        'signature',
        'expired',
        'claims',
        'revoked',
        'no_keys',
      ],
    },
  },
  gatehouse_key_set_fetches_total: {
    type: 'counter',
    help: 'Fetches of the public keys of the user pool.',
    labels: { outcome: ['ok', 'failed'] },
  },
  gatehouse_key_set_age_seconds: {
    type: 'gauge',
    help: 'Time since the public keys were last fetched; not there before the first time.',
    labels: {},
  },
  gatehouse_key_set_keys: {
    type: 'gauge',
    help: 'Public keys that tokens can be verified with.',
    labels: {},
  },
  gatehouse_revocations_total: {
    type: 'counter',
    help:
      'Revocations written down: of a sign-in, of all tokens of a user, of all sign-ins but one, of a group; or a doubt about which sign-in ' +
      'has ended.',
    labels: { kind: ['session', 'user', 'sign-ins', 'group', 'doubt'] },
  },
  gatehouse_revocation_entries: {
    type: 'gauge',
    help: 'Entries in the lists that the access guard looks at, in this instance.',
    labels: { list: ['sessions', 'users', 'refresh_tokens'] },
  },
  // Limits
  gatehouse_limit_hits_total: {
    type: 'counter',
    help: 'Requests refused by a limit: per IP address or per account.',
    labels: { limit: limitNames, by: ['ip', 'account'] },
  },
  gatehouse_hidden_answers_late_total: {
    type: 'counter',
    help: 'Answers that took longer than `HIDDEN_ANSWER_MS`, so that their time may tell who has an account. Should stay near 0.',
    labels: {},
  },
  // Cognito
  gatehouse_upstream_calls_total: {
    type: 'counter',
    help:
      'Calls to Cognito, repetitions included in one. `refused`: an answer about the request; `misconfigured`: about this service; ' +
      '`not_sent`: stopped here, by the breaker or the pace.',
    labels: {
      operation: OPERATIONS,
      outcome: [
        ...(['ok', 'refused', 'throttled', 'timeout', 'unavailable', 'invalid', 'misconfigured'] as const),
        ...(['not_sent', 'failed'] as const),
      ],
    },
  },
  gatehouse_upstream_call_duration_seconds: {
    type: 'histogram',
    help: 'Time of a call to Cognito, repetitions and waiting included.',
    labels: { operation: OPERATIONS },
    buckets: DURATIONS,
  },
  gatehouse_upstream_retries_total: {
    type: 'counter',
    help: 'Repetitions of calls to Cognito.',
    labels: { operation: OPERATIONS },
  },
  gatehouse_upstream_in_flight: {
    type: 'gauge',
    help: 'Calls to Cognito that have begun and not ended.',
    labels: {},
  },
  gatehouse_upstream_breaker_state: {
    type: 'gauge',
    help: '0 closed (calls go through), 1 half open (one call tries), 2 open (no call is sent).',
    labels: {},
  },
  gatehouse_upstream_breaker_transitions_total: {
    type: 'counter',
    help: 'Changes of the breaker, by the state that it came to.',
    labels: { state: ['closed', 'half_open', 'open'] },
  },
  gatehouse_upstream_pace_queue: {
    type: 'gauge',
    help: 'Bulk calls that wait for their turn under the quota of their category.',
    labels: { category: { most: 30 } },
  },
  gatehouse_upstream_pace_wait_seconds: {
    type: 'histogram',
    help: 'Time that bulk calls waited for their turn; those that need not wait are counted as 0. Other calls never wait.',
    labels: { category: { most: 30 } },
    buckets: DURATIONS,
  },
  // Redis
  gatehouse_redis_up: {
    type: 'gauge',
    help: '1 while Redis answers, else 0; not there without `REDIS_URL`.',
    labels: {},
  },
  gatehouse_redis_failures_total: {
    type: 'counter',
    help: 'Operations that Redis did not answer in time, so that this instance decided alone.',
    labels: { operation: { most: 20 } },
  },
  // Audit
  gatehouse_audit_events_total: {
    type: 'counter',
    help: 'Audit events written.',
    labels: { action: { most: 200 }, outcome: ['success', 'challenge', 'failure', 'error'] },
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof metricTable;

/** Names of the metrics of one type. */
export type NameOf<Type extends MetricRow['type']> = {
  [Name in MetricName]: (typeof metricTable)[Name]['type'] extends Type ? Name : never;
}[MetricName];

type ValueOf<Values> = Values extends readonly (infer Word extends string)[] ? Word : string;

/** The labels of a metric, each with what it may say. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof (typeof metricTable)[Name]['labels']]: ValueOf<
    (typeof metricTable)[Name]['labels'][Label]
  >;
};
