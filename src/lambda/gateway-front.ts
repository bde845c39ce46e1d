import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { type Front, type FrontAnswer, pairs } from './front';

/** Lambda's limit of what a function returns, in bytes; API Gateway would take ten megabytes. */
const LIMIT = 6 * 1024 * 1024;

/** What both formats say of the API that was called. */
interface Called {
  readonly apiId?: string | undefined;
  readonly domainPrefix?: string | undefined;
  readonly stage?: string | undefined;
}

/** Payload format 1.0. REST APIs send it without a version. */
export function gatewayFront(event: APIGatewayProxyEvent & { readonly version?: string }): Front {
  const { requestContext: context } = event;
  // HTTP APIs hand paths over decoded, and with the stage; REST APIs as they came, and without it.
  const path = event.version === '1.0' ? encodedPath(withoutStage(event.path, context)) : event.path;
  return {
    request: {
      method: event.httpMethod,
      path,
      query: pairs(event.queryStringParameters, event.multiValueQueryStringParameters)
        .map((pair) => pair.map(encoded).join('='))
        .join('&'),
      headers: pairs(event.headers, event.multiValueHeaders),
      body: event.body ?? undefined,
      isBase64Encoded: event.isBase64Encoded,
      address: addressOf(context.identity),
    },
    limit: LIMIT,
    result: ({ status, headers, cookies, body, isBase64Encoded }: FrontAnswer): APIGatewayProxyResult => ({
      statusCode: status,
      headers,
      ...(cookies.length === 0 ? {} : { multiValueHeaders: { 'set-cookie': [...cookies] } }),
      body,
      isBase64Encoded,
    }),
  };
}

/** Payload format 2.0. */
export function gatewayFrontV2(event: APIGatewayProxyEventV2): Front {
  const { requestContext: context, rawPath, cookies = [] } = event;
  return {
    request: {
      method: context.http.method,
      // Function URLs hand paths over as they came. They have no stages.
      path: isFunctionUrl(context.domainName) ? rawPath : encodedPath(withoutStage(rawPath, context)),
      query: event.rawQueryString,
      headers: [
        ...pairs(event.headers, undefined),
        ...(cookies.length === 0 ? [] : [['cookie', cookies.join('; ')] as const]),
      ],
      body: event.body,
      isBase64Encoded: event.isBase64Encoded,
      address: addressOf(context.http),
    },
    limit: LIMIT,
    result: (answer: FrontAnswer): APIGatewayProxyStructuredResultV2 => ({
      statusCode: answer.status,
      headers: { ...answer.headers },
      ...(answer.cookies.length === 0 ? {} : { cookies: [...answer.cookies] }),
      body: answer.body,
      isBase64Encoded: answer.isBase64Encoded,
    }),
  };
}

/** Tests in the console say something that is no address, and some events nothing at all. */
function addressOf(told: { readonly sourceIp?: string } | undefined): string | undefined {
  return told?.sourceIp;
}

function isFunctionUrl(domain: string | undefined): boolean {
  return domain !== undefined && /\.lambda-url\.[\w-]+\.on\.aws(?:\.cn)?$/.test(domain);
}

/**
 * The path without the stage, which AWS puts before it at the API's own address (`<api>.execute-api.…`) unless the stage is `$default`. At a
 * custom domain there is none, and what looks like one belongs to the path.
 */
function withoutStage(path: string, { apiId, domainPrefix, stage = '$default' }: Called): string {
  if (domainPrefix !== apiId || stage === '$default') return path;
  const prefix = `/${stage}`;
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

/** A path that has been decoded, as it can be sent. Slashes that were encoded cannot be told from others any more. */
function encodedPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

/** By way of bytes: half a surrogate pair, which JSON can bring, cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
