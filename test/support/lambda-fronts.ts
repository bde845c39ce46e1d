import { randomUUID } from 'node:crypto';

/** What a front has received over HTTP. */
export interface Received {
  method: string;
  /** As it stands in the request line. */
  target: string;
  rawHeaders: readonly string[];
  body: Buffer;
  /** Who has connected to the front. */
  address: string;
}

/** What a front answers over HTTP. */
export interface Sent {
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
}

/** The way from HTTP to an event of AWS, and from the function's result back. */
export interface FrontModel {
  event(received: Received): object;
  answer(result: any): Sent;
}

const API = 'a1b2c3d4e5';

/** Types that API Gateway's HTTP APIs and function URLs hand over as text; load balancers know the first, JSON, JavaScript and XML. */
const TEXT = /^(text\/|application\/(json|javascript|xml|graphql)|application\/.*\+json)/;

function split(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  );
}

/** Names and all their values, names as `nameOf` writes them. */
function many(pairs: readonly [string, string][], nameOf = (name: string) => name): Record<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) all.set(nameOf(name), [...(all.get(nameOf(name)) ?? []), value]);
  return Object.fromEntries(all);
}

const joined = (all: Record<string, string[]>, by: (values: string[]) => string) =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, by(values)]));

const last = (values: string[]): string => values.at(-1) ?? '';

/** The front writes down who has connected, behind what the request has said of itself. */
function forwarded(pairs: readonly [string, string][], address: string): [string, string][] {
  const isChain = ([name]: [string, string]) => name.toLowerCase() === 'x-forwarded-for';
  const before = pairs.filter(isChain).map(([, value]) => value);
  return [
    ...pairs.filter((pair) => !isChain(pair)),
    ['X-Forwarded-For', [...before, address].join(', ')],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

function bodyOf({ body, rawHeaders }: Received, text = TEXT) {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = pairsOf(rawHeaders).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return text.test(type)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

function sent(result: any, more: [string, string][] = []): Sent {
  if (!Number.isInteger(result.statusCode) || typeof result.body !== 'string')
    throw new Error(`no result that AWS would take: ${JSON.stringify(result).slice(0, 200)}`);
  const single = Object.entries<unknown>(result.headers ?? {});
  if (single.some(([, value]) => typeof value !== 'string')) throw new Error('headers must be strings');
  return {
    status: result.statusCode,
    headers: [...(single as [string, string][]), ...more],
    body: Buffer.from(result.body, result.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const several = (values: Record<string, string[]> = {}): [string, string][] =>
  Object.entries(values).flatMap(([name, all]) => all.map((value) => [name, value] as [string, string]));

/**
 * HTTP API, payload format 2.0 ("Working with AWS Lambda proxy integrations for HTTP APIs"): `rawPath` decoded, with the stage unless it is
 * `$default`; `rawQueryString` as it came; duplicate headers joined with commas, names in small letters; cookies in a list of their own.
 */
export function httpApi(stage = '$default'): FrontModel {
  return v2({
    domainName: `${API}.execute-api.eu-west-1.amazonaws.com`,
    domainPrefix: API,
    stage,
    // The path is cut where a question mark was encoded.
    pathOf: (path) =>
      (stage === '$default' ? '' : `/${stage}`) + decodeURIComponent(path).replace(/\?.*/s, ''),
  });
}

/** Function URLs send the same, but the path as it came. */
export function functionUrl(): FrontModel {
  const id = 'k3y5wq7z2m4n6p8r';
  return v2({
    domainName: `${id}.lambda-url.eu-west-1.on.aws`,
    domainPrefix: id,
    stage: '$default',
    pathOf: (path) => path,
  });
}

interface V2 {
  domainName: string;
  domainPrefix: string;
  stage: string;
  pathOf: (path: string) => string;
}

function v2({ domainName, domainPrefix, stage, pathOf }: V2): FrontModel {
  return {
    event: (received) => {
      const { method, target, rawHeaders, address } = received;
      const { path, query } = split(target);
      const headers = many(forwarded(pairsOf(rawHeaders), address), (name) => name.toLowerCase());
      const cookies = headers['cookie']?.flatMap((line) => line.split('; '));
      delete headers['cookie'];
      return {
        version: '2.0',
        routeKey: '$default',
        rawPath: pathOf(path),
        rawQueryString: query,
        ...(cookies === undefined ? {} : { cookies }),
        headers: joined(headers, (values) => values.join(',')),
        requestContext: {
          accountId: '123456789012',
          apiId: domainPrefix,
          domainName,
          domainPrefix,
          http: {
            method,
            path: pathOf(path),
            protocol: 'HTTP/1.1',
            sourceIp: address,
            userAgent: headers['user-agent']?.[0] ?? '',
          },
          requestId: 'JKJaXmPLvHcESHA=',
          routeKey: '$default',
          stage,
          time: '01/Jan/2026:00:00:00 +0000',
          timeEpoch: 1767225600000,
        },
        ...bodyOf(received),
      };
    },
    answer: (result) =>
      sent(
        result,
        (result.cookies ?? []).map((cookie: string) => ['set-cookie', cookie] as [string, string]),
      ),
  };
}

/** Names that REST APIs rename in answers ("API Gateway known issues": remapped headers). */
const REMAPPED = new Set([
  'www-authenticate',
  'server',
  'date',
  'connection',
  'content-md5',
  'authorization',
]);

/**
 * REST API, payload format 1.0 ("Input format of a Lambda function for proxy integration"): the path as it came, without the stage; parameters decoded; of
 * several values `headers` and `queryStringParameters` have the last. Some headers of answers are renamed on their way.
 */
export function restApi(stage = 'prod'): FrontModel {
  return {
    event: (received) => {
      const { method, target, rawHeaders, address } = received;
      const { path, query } = split(target);
      const headers = many(forwarded(pairsOf(rawHeaders), address));
      const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
      const parameters = many(
        query
          .split('&')
          .filter((parameter) => parameter !== '')
          .map((parameter) => {
            const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(parameter) ?? [];
            return [decode(name), decode(value)] as [string, string];
          }),
      );
      const none = query === '';
      const { body = null, isBase64Encoded } = {
        body: received.body.length === 0 ? undefined : received.body.toString('utf8'),
        isBase64Encoded: false,
      };
      return {
        resource: '/{proxy+}',
        path,
        httpMethod: method,
        headers: joined(headers, last),
        multiValueHeaders: headers,
        queryStringParameters: none ? null : joined(parameters, last),
        multiValueQueryStringParameters: none ? null : parameters,
        pathParameters: { proxy: path.slice(1) },
        stageVariables: null,
        requestContext: {
          accountId: '123456789012',
          apiId: API,
          domainName: `${API}.execute-api.eu-west-1.amazonaws.com`,
          domainPrefix: API,
          extendedRequestId: 'JKJaXmPLvHcESHA=',
          httpMethod: method,
          identity: { sourceIp: address, userAgent: headers['User-Agent']?.[0] ?? null },
          path: `/${stage}${path}`,
          protocol: 'HTTP/1.1',
          requestId: randomUUID(),
          requestTimeEpoch: 1767225600000,
          resourcePath: '/{proxy+}',
          stage,
        },
        body,
        isBase64Encoded,
      };
    },
    answer: (result) => {
      const { headers, ...rest } = sent(result, several(result.multiValueHeaders));
      return {
        ...rest,
        headers: headers.map(([name, value]) =>
          REMAPPED.has(name.toLowerCase()) ? [`x-amzn-remapped-${name}`, value] : [name, value],
        ),
      };
    },
  };
}

/**
 * Application Load Balancer ("Use Lambda functions as targets of an Application Load Balancer"): names of headers in small letters, path and
 * parameters as they came, of several values the last, unless the target group has multi-value headers on; then all of them, and the
 * result has to have them in the same form.
 */
export function balancer(multiValue: boolean): FrontModel {
  return {
    event: (received) => {
      const { method, target, rawHeaders, address } = received;
      const { path, query } = split(target);
      const headers = many(forwarded(pairsOf(rawHeaders), address), (name) => name.toLowerCase());
      const parameters = many(
        query
          .split('&')
          .filter((parameter) => parameter !== '')
          .map((parameter) => {
            const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(parameter) ?? [];
            return [name, value] as [string, string];
          }),
      );
      const { body = '', isBase64Encoded } = bodyOf(
        received,
        /^(text\/|application\/(json|javascript|xml)\b)/,
      );
      return {
        requestContext: {
          elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/1' },
        },
        httpMethod: method,
        path,
        ...(multiValue
          ? { multiValueHeaders: headers, multiValueQueryStringParameters: parameters }
          : { headers: joined(headers, last), queryStringParameters: joined(parameters, last) }),
        body,
        isBase64Encoded,
      };
    },
    answer: (result) => {
      if (
        (result.multiValueHeaders !== undefined) !== multiValue ||
        !/^\d{3} /.test(result.statusDescription)
      )
        throw new Error('not in the form of this target group');
      return sent({ ...result, headers: result.headers ?? {} }, several(result.multiValueHeaders));
    },
  };
}
