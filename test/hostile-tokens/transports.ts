import type { Mint } from './mint';
import { requestOf } from './raw-http';

/** A way in which a good token comes that is not the one way in which tokens come. */
export interface Transport {
  readonly name: string;
  /** Byte by byte (Latin-1). */
  readonly request: string;
  /** 401 unless it is no HTTP request at all, which the parser refuses before there is a route. */
  readonly status: 400 | 401 | 431;
}

const PATH = '/doors/signed-in';

/** Values of the one `Authorization` header. */
const values = (token: string): Record<string, string> => ({
  nothing: '',
  'the scheme alone': 'Bearer',
  'no scheme': token,
  'a colon after the scheme': `Bearer: ${token}`,
  'an equals sign after the scheme': `Bearer=${token}`,
  'a comma after the scheme': `Bearer, ${token}`,
  'a tab after the scheme': `Bearer\t${token}`,
  'two spaces': `Bearer  ${token}`,
  'a space of another kind': `Bearer\xa0${token}`,
  'the scheme twice': `Bearer Bearer ${token}`,
  'the scheme as a parameter': `token="Bearer ${token}"`,
  'the scheme behind': `${token} Bearer`,
  'a word behind': `Bearer ${token} x`,
  'a parameter behind': `Bearer ${token}, realm="x"`,
  'a comma behind': `Bearer ${token},`,
  'a semicolon behind': `Bearer ${token};`,
  'two tokens, joined by a comma': `Bearer ${token}, Bearer ${token}`,
  'two tokens, joined without a space': `Bearer ${token},${token}`,
  'two tokens': `Bearer ${token} ${token}`,
  'another scheme and ours': `Basic eDp5, Bearer ${token}`,
  'ours and another scheme': `Bearer ${token}, Basic eDp5`,
  quotes: `Bearer "${token}"`,
  'single quotes': `Bearer '${token}'`,
  'angle brackets': `Bearer <${token}>`,
  'a parameter': `Bearer token=${token}`,
  'a parameter in quotes': `Bearer access_token="${token}"`,
  'the token in percent': `Bearer ${token.replaceAll('.', '%2e')}`,
  'a byte of Latin-1 behind': `Bearer ${token}\xe9`,
  'bytes of UTF-8 behind': `Bearer ${token}\xe2\x80\x8b`,
  'a byte order mark before': `\xef\xbb\xbfBearer ${token}`,
  'letters of another script': `B\xd0\xb5arer ${token}`,
  'the scheme in wide letters': `\xef\xbc\xa2earer ${token}`,
  ...Object.fromEntries(
    [
      'Basic',
      'Digest',
      'DPoP',
      'Token',
      'JWT',
      'MAC',
      'Negotiate',
      'AWS4-HMAC-SHA256',
      'Bearer2',
      'XBearer',
      'Bear',
    ].map((scheme) => [`the scheme ${scheme}`, `${scheme} ${token}`]),
  ),
});

/** Bytes that HTTP does not allow in a header (RFC 9110 §5.5). */
const CONTROLS = [0x00, 0x01, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x7f];

/** Names of other headers that servers and proxies have been known to read tokens from. */
const OTHER_HEADERS = [
  ...[
    'Proxy-Authorization',
    'X-Authorization',
    'X-Forwarded-Authorization',
    'X-Original-Authorization',
    'WWW-Authenticate',
  ],
  ...[
    'X-Access-Token',
    'X-Auth-Token',
    'X-Api-Key',
    'X-Amzn-Oidc-Accesstoken',
    'X-Amzn-Oidc-Data',
    'X-Forwarded-Access-Token',
  ],
  ...[
    'X-Id-Token',
    'Access-Token',
    'Token',
    'Id-Token',
    'Authentication',
    'HTTP_AUTHORIZATION',
    'Authorization2',
    'Authorisation',
  ],
  ...['X-Http-Header-Override', 'Sec-WebSocket-Protocol', 'From', 'X-Forwarded-User', 'X-Remote-User'],
];

const OTHER_PLACES = [
  'access_token',
  'token',
  'auth_token',
  'jwt',
  'authorization',
  'Authorization',
  'bearer',
  'id_token',
];

const line = (name: string, value: string): string => `${name}: ${value}`;

const JSON_LINES = ['Content-Type: application/json'];

function posted(body: object): string {
  const text = JSON.stringify(body);
  return requestOf(PATH, [...JSON_LINES, `Content-Length: ${text.length}`], 'POST') + text;
}

/** All ways, by class. */
export function transports({
  valid: token,
  withClaims,
}: Pick<Mint, 'valid' | 'withClaims'>): Record<string, Transport[]> {
  const good = `Authorization: Bearer ${token}`;
  const expired = withClaims({ exp: 1 });
  const ways = (status: Transport['status'], requests: Record<string, string[] | string>): Transport[] =>
    Object.entries(requests).map(([name, request]) => ({
      name,
      status,
      request: typeof request === 'string' ? request : requestOf(PATH, request),
    }));
  const chunked = `4\r\n{}  \r\n0\r\n${good}\r\n\r\n`;
  return {
    'value of the header': ways(
      401,
      Object.fromEntries(
        Object.entries(values(token)).map(([name, value]) => [name, [line('Authorization', value)]]),
      ),
    ),
    'several headers': ways(401, {
      'the same twice': [good, good],
      'a good one and an expired one': [good, `Authorization: Bearer ${expired}`],
      'an expired one and a good one': [`Authorization: Bearer ${expired}`, good],
      'a good one and junk': [good, 'Authorization: Bearer junk'],
      'a good one and an empty one': [good, 'Authorization:'],
      'an empty one and a good one': ['Authorization:', good],
      'a good one and another scheme': [good, 'AUTHORIZATION: Basic eDp5'],
      'another scheme and a good one': ['authorization: Basic eDp5', good],
      'with others between': [
        good,
        'Accept: */*',
        'X-Request-Id: x',
        good.toLowerCase().replace('bearer', 'Bearer'),
      ],
    }),
    'another header': ways(
      401,
      Object.fromEntries(OTHER_HEADERS.map((name) => [name, [line(name, `Bearer ${token}`)]])),
    ),
    'another header, without scheme': ways(
      401,
      Object.fromEntries(OTHER_HEADERS.map((name) => [name, [line(name, token)]])),
    ),
    cookie: ways(
      401,
      Object.fromEntries(
        OTHER_PLACES.map((name) => [name, [`Cookie: ${name}=${token}; ${name}="Bearer ${token}"`]]),
      ),
    ),
    query: ways(
      401,
      Object.fromEntries(
        OTHER_PLACES.map((name) => [
          name,
          requestOf(`${PATH}?${name}=${token}&${name}=Bearer%20${token}`, []),
        ]),
      ),
    ),
    body: ways(
      401,
      Object.fromEntries(
        OTHER_PLACES.map((name) => [
          name,
          posted({ [name]: token, headers: { authorization: `Bearer ${token}` } }),
        ]),
      ),
    ),
    'elsewhere in the request': ways(401, {
      'a trailer':
        requestOf(PATH, [...JSON_LINES, 'Transfer-Encoding: chunked', 'Trailer: Authorization'], 'POST') +
        chunked,
      'the value of another name': ['X-Header: authorization', `X-Bearer: ${token}`],
      'the user of the address': requestOf(`http://${token}@localhost${PATH}`, []),
    }),
    'bytes that HTTP does not allow': ways(
      400,
      Object.fromEntries(
        CONTROLS.flatMap((byte): [string, string[]][] => {
          const character = String.fromCharCode(byte);
          return [
            [`${byte} behind`, [`${good}${character}`]],
            [`${byte} inside`, [good.replace('Bearer ', `Bearer ${character}`)]],
            [`${byte} in the name`, [good.replace('Auth', `Auth${character}`)]],
          ];
        }),
      ),
    ),
    'lines that HTTP does not allow': ways(400, {
      'a space before the colon': [good.replace(':', ' :')],
      'a tab before the colon': [good.replace(':', '\t:')],
      'a folded value': [good.replace('Bearer ', 'Bearer\r\n ')],
      'a folded name': [' x', good],
      'a carriage return alone': [good.replace('Bearer ', 'Bearer \r')],
      'no colon': [good.replace(':', '')],
      'a fragment in the address': requestOf(`${PATH}#${token}`, [good]),
      'two lengths': [good, 'Content-Length: 0', 'Content-Length: 1'],
      'a length and chunks': [good, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    }),
    'headers that are too large': ways(431, {
      'a token of 17,000 letters': [`Authorization: Bearer ${'A'.repeat(17_000)}`],
      'a good token behind 17,000 letters': [`X-Header: ${'A'.repeat(17_000)}`, good],
    }),
  };
}

/** Ways that look odd and are good. */
export const goodTransports = ({
  valid: token,
  withClaims,
}: Pick<Mint, 'valid' | 'withClaims'>): Record<string, string> => ({
  'the scheme in small letters': requestOf(PATH, [`Authorization: bearer ${token}`]),
  'the scheme in capital letters': requestOf(PATH, [`Authorization: BEARER ${token}`]),
  'the name in small letters': requestOf(PATH, [`authorization: Bearer ${token}`]),
  'the name in capital letters': requestOf(PATH, [`AUTHORIZATION: Bearer ${token}`]),
  'no space after the colon': requestOf(PATH, [`Authorization:Bearer ${token}`]),
  'white space around the value': requestOf(PATH, [`Authorization: \t Bearer ${token} \t `]),
  'a cookie that disagrees': requestOf(PATH, [
    `Authorization: Bearer ${token}`,
    `Cookie: access_token=${withClaims({ sub: 'x' })}`,
  ]),
  'a query that disagrees': requestOf(`${PATH}?access_token=${withClaims({ sub: 'x' })}`, [
    `Authorization: Bearer ${token}`,
  ]),
  'other credentials for a proxy': requestOf(PATH, [
    `Authorization: Bearer ${token}`,
    'Proxy-Authorization: Basic eDp5',
  ]),
});
