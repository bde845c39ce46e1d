const head = (headers: readonly string[], start = 'POST /v1/auth/sign-in HTTP/1.1'): string =>
  `${start}\r\n${['Host: here', ...headers].join('\r\n')}\r\n\r\n`;
const JSON_TYPE = 'Content-Type: application/json';
const END = '0\r\n\r\n';

/** What comes with a coding in `Transfer-Encoding` that is not `chunked` to the letter, or not for sure. */
const CODINGS = {
  'a coding that nobody knows': 'Transfer-Encoding: xchunked',
  'a coding before chunked': 'Transfer-Encoding: gzip, chunked',
  'identity before chunked': 'Transfer-Encoding: identity, chunked',
  'a coding behind chunked': 'Transfer-Encoding: chunked, identity',
  'chunked with a parameter': 'Transfer-Encoding: chunked;q=0.5',
  'chunked in quotes': 'Transfer-Encoding: "chunked"',
  'chunked twice': 'Transfer-Encoding: chunked, chunked',
  'chunked in two headers': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
  'chunked and identity in two headers': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'a blank before the colon': 'Transfer-Encoding : chunked',
  'a vertical tab before chunked': 'Transfer-Encoding: \x0bchunked',
  'a form feed behind chunked': 'Transfer-Encoding: chunked\x0c',
  'a null behind chunked': 'Transfer-Encoding: chunked\0',
  'chunked in a folded header': 'Transfer-Encoding:\r\n chunked',
  'a header in front with a carriage return alone': 'X: y\rTransfer-Encoding: chunked',
  'a header in front with a line feed alone': 'X: y\nTransfer-Encoding: chunked',
  'an underscore in the name': 'Transfer_Encoding: chunked\r\nTransfer-Encoding: x',
  'a blank in front of the name': ' Transfer-Encoding: chunked',
};

/** Lengths that are none. */
const LENGTHS = {
  'two lengths': 'Content-Length: 0\r\nContent-Length: 44',
  'the same length twice': 'Content-Length: 0\r\nContent-Length: 0',
  'two lengths in one': 'Content-Length: 0, 44',
  'a length with a sign': 'Content-Length: +0',
  'a negative length': 'Content-Length: -1',
  'a length in hexadecimal': 'Content-Length: 0x0',
  'a length with a fraction': 'Content-Length: 0.0',
  'a length with an exponent': 'Content-Length: 0e0',
  'a length with a blank within': 'Content-Length: 0 0',
  'a length in a folded header': 'Content-Length:\r\n 0',
  'a length with a null': 'Content-Length: 0\0',
  'a length beyond 64 bits': 'Content-Length: 18446744073709551616',
  'a length in other digits': 'Content-Length: \xd9\xa0',
  'an empty length': 'Content-Length:',
};

/** Chunks that are none. */
const CHUNKS = {
  'a negative chunk': '-1\r\n',
  'a chunk beyond 64 bits': '10000000000000000\r\n{}\r\n',
  'a chunk length with 0x': '0x2\r\n{}\r\n',
  'a chunk length with a blank': '2 \r\n{}\r\n',
  'a chunk longer than said': '2\r\n{}xx\r\n',
  'a chunk with line feeds only': '2\n{}\n',
  'a chunk with a carriage return only': '2\r{}\r\n',
  'an extension with a line feed': '2;a\nb\r\n{}\r\n',
  'an extension with a carriage return': '2;a\rb\r\n{}\r\n',
  'a last chunk without its line': '2\r\n{}\r\n0\r\n\n',
};

/**
 * Requests that two parties could read differently. `next` comes right behind: it must not run, as nobody knows that it is a request.
 *
 * @param next a complete request
 */
export function ambiguous(next: string): Record<string, string> {
  const named = (cases: Record<string, string>, write: (text: string) => string): [string, string][] =>
    Object.entries(cases).map(([name, text]) => [name, write(text)]);
  return Object.fromEntries([
    ...named(CODINGS, (coding) => head([JSON_TYPE, coding]) + END + next),
    ...named(
      CODINGS,
      (coding) => head([JSON_TYPE, coding, `Content-Length: ${END.length}`]) + END + next,
    ).map(([name, bytes]): [string, string] => [`${name}, and a length`, bytes]),
    ...named(LENGTHS, (length) => head([JSON_TYPE, length]) + next),
    ...named(CHUNKS, (chunk) => head([JSON_TYPE, 'Transfer-Encoding: chunked']) + chunk + END + next),
    [
      'chunked and a length',
      head([JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 5']) + END + next,
    ],
    [
      'a length and chunked',
      head([JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked']) + END + next,
    ],
    [
      'chunked and a length of 0',
      head([JSON_TYPE, 'Content-Length: 0', 'Transfer-Encoding: chunked']) + END + next,
    ],
    [
      'chunked in HTTP/1.0',
      head(
        [JSON_TYPE, 'Connection: keep-alive', 'Transfer-Encoding: chunked'],
        'POST /v1/auth/sign-in HTTP/1.0',
      ) +
        END +
        next,
    ],
    [
      'a trailer that names a length',
      head([JSON_TYPE, 'Transfer-Encoding: chunked']) + `0\r\nContent-Length: 5\r\nX\r\n\r\n${next}`,
    ],
    [
      'a GET with a length that covers the next',
      head([`Content-Length: ${next.length}`], 'GET /health/live HTTP/1.1') + next,
    ],
    [
      'a GET with a length that is too short',
      head(['Content-Length: 4'], 'GET /health/live HTTP/1.1') + next,
    ],
    ['a GET with chunks', head(['Transfer-Encoding: chunked'], 'GET /health/live HTTP/1.1') + END + next],
    ['a HEAD with a length', head(['Content-Length: 2'], 'HEAD /health/live HTTP/1.1') + `{}${next}`],
    ['no host', `POST /v1/auth/sign-in HTTP/1.1\r\n${JSON_TYPE}\r\nContent-Length: 2\r\n\r\n{}${next}`],
    ['two hosts', head(['Host: elsewhere.example', JSON_TYPE, 'Content-Length: 2']) + `{}${next}`],
    ['two types', head([JSON_TYPE, 'Content-Type: text/plain', 'Content-Length: 2']) + `{}${next}`],
    [
      'HTTP/2.0 by name',
      head([JSON_TYPE, 'Content-Length: 2'], 'POST /v1/auth/sign-in HTTP/2.0') + `{}${next}`,
    ],
    ['HTTP/0.9', `GET /health/live\r\n${next}`],
    ['an expectation that nobody knows', head(['Expect: x', JSON_TYPE, 'Content-Length: 2']) + `{}${next}`],
    ['a body beyond the limit', head([JSON_TYPE, 'Content-Length: 100000']) + next],
    ['a tunnel', `CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: here\r\n\r\n${next}`],
    ['a request line that is none', `GARBAGE\r\n\r\n${next}`],
  ]);
}

/** Requests that are read in one way only: what comes behind is another request, and runs. */
export function plain(next: string): Record<string, string> {
  return {
    'a length': head([JSON_TYPE, 'Content-Length: 2']) + `{}${next}`,
    chunks: head([JSON_TYPE, 'Transfer-Encoding: chunked']) + `2\r\n{}\r\n${END}${next}`,
    'chunks with an extension':
      head([JSON_TYPE, 'Transfer-Encoding: chunked']) + `2;a=b\r\n{}\r\n${END}${next}`,
    'chunked in capitals behind a tab':
      head([JSON_TYPE, 'TRANSFER-ENCODING:\tCHUNKED']) + `2\r\n{}\r\n${END}${next}`,
    'no body at all': head(['Content-Length: 0']) + next,
  };
}

/** Requests that hold the next one as their body: it does not run, and the connection stays in step. */
export function covering(next: string): Record<string, string> {
  const last = 'GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n';
  return {
    'by its length': head([JSON_TYPE, `Content-Length: ${next.length}`]) + next + last,
    'by a chunk':
      head([JSON_TYPE, 'Transfer-Encoding: chunked']) +
      `${next.length.toString(16)}\r\n${next}\r\n${END}${last}`,
    'by a type that is not taken':
      head(['Content-Type: text/plain', `Content-Length: ${next.length}`]) + next + last,
    'on a path that is not there':
      head([JSON_TYPE, `Content-Length: ${next.length}`], 'POST /nowhere HTTP/1.1') + next + last,
    'on a path that cannot be read':
      head([JSON_TYPE, `Content-Length: ${next.length}`], 'POST /%zz HTTP/1.1') + next + last,
    'behind 100-continue':
      head([JSON_TYPE, 'Expect: 100-continue', `Content-Length: ${next.length}`]) + next + last,
  };
}
