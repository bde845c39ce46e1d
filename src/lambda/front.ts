import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

/** What the application is asked, by whatever front AWS has sent it through. */
export interface FrontRequest {
  readonly method: string;
  /** As it came in over HTTP, still encoded. */
  readonly path: string;
  /** Still encoded, without the question mark. */
  readonly query: string;
  /** In the order and number in which they came, as far as the front tells; names as it wrote them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  /** Who has connected to the front, by its own account. */
  readonly address: string | undefined;
}

/** What the application answers; names of headers in small letters. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A kind of event, and what AWS wants back. */
export interface Front {
  readonly request: FrontRequest;
  /** Longest result that Lambda hands on, in bytes of JSON. */
  readonly limit: number;
  result(answer: FrontAnswer): object;
}

/** API Gateway: payload format 1.0 (REST APIs always, HTTP APIs on request) and 2.0 (HTTP APIs, function URLs); load balancers. */
export type HttpEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2 | ALBEvent;

type Values = Readonly<Record<string, string | undefined>> | null | undefined;
type ManyValues = Readonly<Record<string, readonly string[] | undefined>> | null | undefined;

/** Each value with its name; of a name that is in both, those of the second count, which has all of them. */
export function pairs(single: Values, many: ManyValues): (readonly [string, string])[] {
  // No object, as a name may be `__proto__`.
  const all = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(single ?? {})) if (value !== undefined) all.set(name, [value]);
  for (const [name, values] of Object.entries(many ?? {})) if (values !== undefined) all.set(name, values);
  return [...all].flatMap(([name, values]) => values.map((value) => [name, value] as const));
}
