import { bearerToken } from './authorization';
import { TokenFault } from './token-fault';

const TOKEN = 'aA0.bB1-._~+/=.cC2';

it.each<[string, string[]]>([
  ['as usual', ['host', 'localhost', 'Authorization', `Bearer ${TOKEN}`]],
  ['with the name in any case', ['AUTHORIZATION', `Bearer ${TOKEN}`]],
  ['with the scheme in small letters', ['authorization', `bearer ${TOKEN}`]],
  ['with the scheme in capital letters', ['authorization', `BEARER ${TOKEN}`]],
  [
    'beside values that are names',
    ['x', 'authorization', 'authorization', `Bearer ${TOKEN}`, 'y', 'authorization'],
  ],
  ['beside names as long', ['xuthorization', 'Bearer x', 'authorization', `Bearer ${TOKEN}`]],
])('a token is read %s', (_case, rawHeaders) => {
  expect(bearerToken(rawHeaders)).toBe(TOKEN);
});

const NONE = 'there is no Authorization header';
const SEVERAL = 'there are several Authorization headers';
const OTHER = 'the Authorization header is not a bearer token';

it.each<[string, string, string[]]>([
  ['no header', NONE, []],
  ['a name without value', NONE, ['host', 'localhost', 'authorization']],
  ['the name as a value', NONE, ['x-header', 'authorization', 'authorization-x', `Bearer ${TOKEN}`]],
  ['the same twice', SEVERAL, ['authorization', `Bearer ${TOKEN}`, 'Authorization', `Bearer ${TOKEN}`]],
  ['another scheme besides', SEVERAL, ['authorization', `Bearer ${TOKEN}`, 'AUTHORIZATION', 'Basic x']],
  ['an empty one before', SEVERAL, ['authorization', '', 'authorization', `Bearer ${TOKEN}`]],
  ['an empty value', OTHER, ['authorization', '']],
  ['another scheme', OTHER, ['authorization', `Basic ${TOKEN}`]],
  ['a longer scheme', OTHER, ['authorization', `XBearer ${TOKEN}`]],
  ['no scheme', OTHER, ['authorization', TOKEN]],
  ['no token', OTHER, ['authorization', 'Bearer ']],
  ['a word after the token', OTHER, ['authorization', `Bearer ${TOKEN} x`]],
  ['a space after the token', OTHER, ['authorization', `Bearer ${TOKEN} `]],
  ['a line feed after the token', OTHER, ['authorization', `Bearer ${TOKEN}\n`]],
  ['two spaces', OTHER, ['authorization', `Bearer  ${TOKEN}`]],
  ['a tab', OTHER, ['authorization', `Bearer\t${TOKEN}`]],
  ['a control byte', OTHER, ['authorization', `Bearer ${TOKEN}\u0001`]],
  ['two tokens', OTHER, ['authorization', `Bearer ${TOKEN}, Bearer ${TOKEN}`]],
  ['quotes', OTHER, ['authorization', `Bearer "${TOKEN}"`]],
])('no token is read with %s', (_case, reason, rawHeaders) => {
  expect(() => bearerToken(rawHeaders)).toThrow(new TokenFault(reason));
});
