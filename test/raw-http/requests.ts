/** A request as it goes over the wire, and what has to come back. */
export interface RawCase {
  readonly bytes: string;
  /** Statuses that are right; 400 when left out. */
  readonly status?: readonly number[];
  /** Method of the request when it is HEAD. */
  readonly method?: 'HEAD';
}

type Cases = Readonly<Record<string, RawCase>>;

const of = (bytes: string, ...status: number[]): RawCase =>
  status.length === 0 ? { bytes } : { bytes, status };

const LIVE = '/health/live';
const line = (method: string, version = 'HTTP/1.1'): string =>
  `${method} ${LIVE} ${version}\r\nHost: here\r\n\r\n`;
const withHeaders = (...lines: string[]): string => `GET ${LIVE} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
const withHost = (...lines: string[]): string => withHeaders('Host: here', ...lines);

/** Methods that exist somewhere, of which the route has only GET and HEAD. */
const methods: Cases = Object.fromEntries([
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].map(
    (name) => [name, of(line(name), 404)] as const,
  ),
  ...['PROPFIND', 'SEARCH', 'PURGE', 'LOCK', 'M-SEARCH', 'SOURCE', 'QUERY', 'LINK', 'REPORT'].map(
    (name) => [name, of(line(name), 404, 400)] as const,
  ),
  ...['get', 'Get', 'GETT', 'GET\t', 'FOO', 'DEBUG', '', '*', 'GET,POST', 'PRI', 'A'.repeat(5000)].map(
    (name) => [name === '' ? 'no method' : `the method ${name.slice(0, 10)}`, of(line(name))] as const,
  ),
  ['HEAD', { bytes: line('HEAD'), status: [200], method: 'HEAD' }] as const,
  [
    'CONNECT to a host',
    of('CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n'),
  ] as const,
  ['CONNECT to a route', of(line('CONNECT'))] as const,
  ['OPTIONS of the server', of('OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n', 404)] as const,
  ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map(
    (name) =>
      [`${name}: GET`, of(`POST ${LIVE} HTTP/1.1\r\nHost: here\r\n${name}: GET\r\n\r\n`, 404)] as const,
  ),
  ['a method in the query', of(`POST ${LIVE}?_method=GET HTTP/1.1\r\nHost: here\r\n\r\n`, 404)] as const,
]);

const versions: Cases = {
  'HTTP/0.9': of(`GET ${LIVE}\r\n\r\n`),
  'HTTP/0.9 by name': of(line('GET', 'HTTP/0.9')),
  'HTTP/1.0': of(`GET ${LIVE} HTTP/1.0\r\n\r\n`, 200),
  'HTTP/1.2': of(line('GET', 'HTTP/1.2')),
  'HTTP/2.0 by name': of(line('GET', 'HTTP/2.0')),
  'HTTP/3.0 by name': of(line('GET', 'HTTP/3.0')),
  'HTTP/9.9': of(line('GET', 'HTTP/9.9')),
  'a version without digits': of(line('GET', 'HTTP/x.y')),
  'a version of another protocol': of(line('GET', 'SPDY/1.0')),
  // Node's parser knows this one and does not tell which it was; it is answered like HTTP/1.0.
  'a version of RTSP': of(line('GET', 'RTSP/1.0'), 200),
  'a version in small letters': of(line('GET', 'http/1.1')),
  'the preface of HTTP/2': of('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'an upgrade to HTTP/2': of(
    withHost(
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
    ),
    200,
  ),
  'an upgrade to a web socket': of(
    withHost(
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: eA==',
    ),
    200,
  ),
  'an upgrade to TLS': of(withHost('Connection: Upgrade', 'Upgrade: TLS/1.2'), 200),
  'the beginning of TLS': of('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  'the PROXY protocol': of(`PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n${line('GET')}`),
  'the PROXY protocol, version 2': of(`\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c${'\x01'.repeat(12)}${line('GET')}`),
  'another protocol': of('EHLO elsewhere.example\r\n\r\n'),
  noise: of('\x00\x01\x02\xff\xfe\r\n\r\n'),
  'empty lines in front': of(`\r\n\r\n${line('GET')}`, 200),
};

const hosts: Cases = {
  'no host': of(withHeaders('Accept: */*')),
  'two hosts': of(withHeaders('Host: here', 'Host: elsewhere.example')),
  'the same host twice': of(withHeaders('Host: here', 'host: here')),
  'an empty host': of(withHeaders('Host:')),
  'two hosts in one': of(withHeaders('Host: here, elsewhere.example')),
  'a host with a path': of(withHeaders('Host: here/v1')),
  'a host with a user': of(withHeaders('Host: admin@here')),
  'a host with a blank': of(withHeaders('Host: here there')),
  'a host with a port that is none': of(withHeaders('Host: here:http')),
  'a host with a line of script': of(withHeaders('Host: <script>')),
  'an IPv6 host': of(withHeaders('Host: [::1]:3000'), 200),
  'no host in HTTP/1.0 with an address in absolute form': of(`GET http://here${LIVE} HTTP/1.0\r\n\r\n`, 200),
  'no host in absolute form': of(`GET http://here${LIVE} HTTP/1.1\r\n\r\n`),
  'another host than in absolute form': of(
    `GET http://a.example${LIVE} HTTP/1.1\r\nHost: b.example\r\n\r\n`,
    200,
  ),
};

const headers: Cases = {
  'a blank before the colon': of(withHost('X-A : b')),
  'a header without a name': of(withHost(': b')),
  'a header without a colon': of(withHost('X-A')),
  'a name with a blank': of(withHost('X A: b')),
  'a name with a null': of(withHost('X\0A: b')),
  'a value with a null': of(withHost('X-A: b\0c')),
  'a value with a bell': of(withHost('X-A: b\x07')),
  'a value beyond ASCII': of(withHost('X-A: \xff\xfe'), 200),
  'a name beyond ASCII': of(withHost('X-\xc3\xa9: b')),
  'a carriage return alone': of(withHost('X-A: b\rX-B: c')),
  'a line feed alone': of(`GET ${LIVE} HTTP/1.1\r\nHost: here\nX-A: b\r\n\r\n`),
  'line feeds only': of(`GET ${LIVE} HTTP/1.1\nHost: here\n\n`),
  'carriage returns only': of(`GET ${LIVE} HTTP/1.1\rHost: here\r\r`),
  'a folded header': of(withHost('X-A: b\r\n c')),
  'a folded header at the beginning': of(withHeaders(' Host: here')),
  'headers of 17 KB': of(withHost(`X-A: ${'b'.repeat(17_000)}`), 431),
  'headers of 17 KB in many': of(
    withHost(...Array.from({ length: 1100 }, (_, i) => `X-${i}: ${'b'.repeat(12)}`)),
    431,
  ),
  'many headers': of(withHost(...Array<string>(3800).fill('a:')), 200),
  'an address of 15 KB': of(`GET /${'a'.repeat(15_000)} HTTP/1.1\r\nHost: here\r\n\r\n`, 404),
  'an address of 17 KB': of(`GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: here\r\n\r\n`, 431),
  'a query of 15 KB': of(`GET ${LIVE}?${'a'.repeat(15_000)} HTTP/1.1\r\nHost: here\r\n\r\n`, 200),
  'an expectation that nobody knows': of(withHost('Expect: 200-ok')),
  'two expectations': of(withHost('Expect: 100-continue, other')),
  'a range': of(withHost('Range: bytes=0-1,5-6', 'If-Range: "x"'), 200),
  'endless ranges': of(withHost(`Range: bytes=${'0-,'.repeat(2000)}0-`), 200),
  conditions: of(withHost('If-None-Match: *', 'If-Modified-Since: tomorrow', 'If-Match: "x"'), 200),
  'nonsense to accept': of(withHost('Accept: ;;;q=9', 'Accept-Encoding: \x22', 'Accept-Language: %%'), 200),
  'another type to accept': of(withHost('Accept: application/xml'), 200),
  'addresses that nobody has asked for': of(
    withHost(
      'X-Forwarded-For: 127.0.0.1',
      'X-Real-IP: ::1',
      'Forwarded: for=unknown',
      'X-Forwarded-Host: a b',
    ),
    200,
  ),
  'other ways to name an address': of(
    withHost('X-Original-URL: /v1/admin/groups', 'X-Rewrite-URL: /v1/users/me'),
    200,
  ),
  'the connection told to drop headers': of(withHost('Connection: Authorization, Host'), 200),
  'the connection told two things': of(withHost('Connection: close, keep-alive'), 200),
  'a request id with a header in it': of(withHost('X-Request-Id: 12345678%0d%0aX-Injected: 1'), 200),
  'a prototype as a header': of(withHost('__proto__: x', 'constructor: y', 'toString: z'), 200),
};

const post = (headers: readonly string[], body: string): string =>
  `POST /v1/auth/sign-in HTTP/1.1\r\n${['Host: here', ...headers].join('\r\n')}\r\n\r\n${body}`;
const json = (body: string, type = 'application/json', ...more: string[]): string =>
  post([`Content-Type: ${type}`, `Content-Length: ${body.length}`, ...more], body);
const nested = (levels: number): string => `{"username":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const manyMembers = `{${Array.from({ length: 5000 }, (_, i) => `"m${i}":1`).join(',')}}`;

const bodies: Cases = {
  'no body': of(post(['Content-Length: 0'], '')),
  'a body without a type': of(post(['Content-Length: 2'], '{}'), 415),
  'an empty type': of(json('{}', ''), 415),
  'a type that is none': of(json('{}', 'json'), 415),
  'a type that begins like JSON': of(json('{}', 'application/jsonp'), 415),
  'a type of a patch': of(json('{}', 'application/json-patch+json'), 415),
  'two types': of(
    post(['Content-Type: application/json', 'Content-Type: text/plain', 'Content-Length: 2'], '{}'),
  ),
  'two types in one': of(json('{}', 'application/json, text/plain'), 400, 415),
  'a type in capitals': of(json('{}', 'APPLICATION/JSON'), 400),
  'UTF-8 in quotes': of(json('{}', 'application/json; charset="UTF-8"'), 400),
  'UTF-16': of(json('{\0}\0', 'application/json; charset=utf-16'), 415),
  'UTF-7': of(json('{}', 'application/json;charset=utf-7'), 415),
  'a parameter that nobody knows': of(json('{}', 'application/json; boundary=x'), 400),
  'a zipped body': of(json('\x1f\x8b\x08\0', 'application/json', 'Content-Encoding: gzip'), 415),
  'a body said to be zipped': of(json('{}', 'application/json', 'Content-Encoding: deflate, gzip'), 415),
  'a byte order mark': of(json('\xef\xbb\xbf{}'), 400),
  'bytes that are not UTF-8': of(json('{"\xff":1}')),
  'an overlong letter': of(json('{"\xc1\x81":1}')),
  '3 KB of nested arrays': of(json(nested(1500))),
  '60 KB of nested arrays': of(json(nested(30_000))),
  'arrays that never end': of(json('['.repeat(60_000))),
  'nesting behind an escaped quotation mark': of(json(`{"a\\"":${'['.repeat(21)}`)),
  '5,000 members': of(json(manyMembers)),
  'a member twice': of(json('{"username":"a@example.com","username":["b"],"password":"x"}')),
  'a string of 60 KB': of(json(`{"username":"${'x'.repeat(60_000)}"}`)),
  'a name of 60 KB': of(json(`{"${'x'.repeat(60_000)}":1}`)),
  'numbers beyond all': of(json('{"username":1e999,"password":-1e999}')),
  'a number of 60,000 digits': of(json(`{"username":${'9'.repeat(60_000)}}`)),
  'a number with a name': of(json('{"username":NaN}')),
  'a comment': of(json('{/**/}')),
  'half an emoji': of(json('{"username":"\\ud83d","password":"\\udc00\\u0000"}'), 400, 401),
  prototypes: of(json('{"__proto__":{"x":1},"constructor":{"prototype":{}}}')),
  '64 KB and one byte': of(json(`"${'x'.repeat(65_535)}"`), 413),
  'a length far too large': of(
    post(['Content-Type: application/json', 'Content-Length: 10000000000'], '{'),
    413,
  ),
  'a length beyond numbers': of(
    post(['Content-Type: application/json', `Content-Length: ${'9'.repeat(30)}`], '{}'),
  ),
  'a length too large with 100-continue': of(
    post(['Content-Type: application/json', 'Content-Length: 200000', 'Expect: 100-continue'], ''),
    413,
  ),
  '100-continue': of(json('{}', 'application/json', 'Expect: 100-continue'), 400),
  'a chunked body beyond the limit': of(
    post(
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      `ffff\r\n${'x'.repeat(0xffff)}\r\n2\r\nxx\r\n0\r\n\r\n`,
    ),
    413,
  ),
  'a GET with a body': of(`GET /v1/auth/configuration HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}`),
  'a GET with a chunked body': of(
    'GET /v1/auth/configuration HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ),
  'a GET with a length of 0': of(withHost('Content-Length: 0'), 200),
  'a HEAD with a body': {
    bytes: `HEAD ${LIVE} HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}`,
    method: 'HEAD',
  },
  'a DELETE with a body': of(
    'DELETE /v1/users/me HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    401,
  ),
  'a DELETE with bad JSON': of(
    'DELETE /v1/users/me HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
    400,
    401,
  ),
};

/** Requests that are odd, malformed or hostile, by class. */
export const requests: Readonly<Record<string, Cases>> = { methods, versions, hosts, headers, bodies };
