import { STATUS_CODES } from 'node:http';
import type { ALBEvent, ALBResult } from 'aws-lambda';
import { type Front, type FrontAnswer, pairs } from './front';

/** Load balancers take one megabyte, whatever Lambda allows. */
const LIMIT = 1024 * 1024;

/** Application Load Balancers. Which of the two forms they speak is a setting of the target group (`lambda.multi_value_headers.enabled`). */
export function balancerFront(event: ALBEvent): Front {
  const many = event.multiValueHeaders !== undefined;
  const headers = pairs(event.headers, event.multiValueHeaders);
  return {
    request: {
      method: event.httpMethod,
      path: event.path,
      // Not decoded, unlike API Gateway's.
      query: pairs(event.queryStringParameters, event.multiValueQueryStringParameters)
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
      headers,
      body: event.body ?? undefined,
      isBase64Encoded: event.isBase64Encoded,
      address: connectedFrom(headers),
    },
    limit: LIMIT,
    result: (answer) => (many ? withManyHeaders(answer) : withHeaders(answer)),
  };
}

/**
 * The load balancer tells who has connected to it only by what it adds to `X-Forwarded-For`: the last entry is its own, everything before came
 * with the request. (That is so in its mode `append`, the default. Its health checks have none.)
 */
function connectedFrom(headers: readonly (readonly [string, string])[]): string | undefined {
  const chains = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for');
  return chains.at(-1)?.[1].split(',').at(-1)?.trim();
}

function common({ status, body, isBase64Encoded }: FrontAnswer) {
  const statusDescription = `${String(status)} ${STATUS_CODES[status] ?? ''}`.trim();
  return { statusCode: status, statusDescription, body, isBase64Encoded };
}

/** One value for each name is all that this form can tell: of several cookies the last remains. */
function withHeaders(answer: FrontAnswer): ALBResult {
  const cookie = answer.cookies.at(-1);
  return {
    ...common(answer),
    headers: { ...answer.headers, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) },
  };
}

function withManyHeaders(answer: FrontAnswer): ALBResult {
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, [value]]);
  return {
    ...common(answer),
    multiValueHeaders: {
      ...(Object.fromEntries(headers) as Record<string, string[]>),
      ...(answer.cookies.length === 0 ? {} : { 'set-cookie': [...answer.cookies] }),
    },
  };
}
