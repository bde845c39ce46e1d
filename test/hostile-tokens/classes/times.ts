import { each, type Mint, type TokenClasses, type Variant } from '../mint';

const DAY = 86_400;

/** JSON that is no time in whole seconds after 1970. */
const NO_TIMES = [
  ...[
    '1e999',
    '-1e999',
    '1e400',
    '1e308',
    '9007199254740992',
    '9007199254740993',
    '1e21',
    '99999999999999999999999999',
  ],
  ...[
    '-1',
    '-0',
    '0',
    '0.0',
    '0e0',
    '1e-7',
    '1.5',
    '4102444800.5',
    '-4102444800',
    '1e-999',
    '-1e-999',
    '4102444800000.1',
  ],
  ...[
    '"4102444800"',
    '"9999999999"',
    '""',
    '"Infinity"',
    '"1e999"',
    '"2099-01-01T00:00:00Z"',
    '"0xffffffff"',
    '" 4102444800"',
  ],
  ...[
    'null',
    'true',
    'false',
    '[]',
    '[4102444800]',
    '{}',
    '{"valueOf":4102444800}',
    '[[4102444800]]',
    '"never"',
  ],
];

const times =
  (name: string) =>
  (mint: Mint): Variant[] =>
    each(NO_TIMES, (text) => mint.withClaimText(name, text), String);

/** RFC 7519 §2 (NumericDate), §4.1.4 to §4.1.6; ASVS 9.2.1. */
export const timeClaims: TokenClasses = {
  'end that is no time': (mint) => [...times('exp')(mint), ['none', mint.withClaims({ exp: undefined })]],
  'issue that is no time': (mint) => [...times('iat')(mint), ['none', mint.withClaims({ iat: undefined })]],
  'sign-in that is no time': (mint) => [
    ...times('auth_time')(mint),
    ['none', mint.withClaims({ auth_time: undefined })],
  ],
  'beginning that is no time': times('nbf'),
  'time that is over': (mint) =>
    [0, 1, 2, 60, 300, 3600, DAY, 10 * DAY].map((ago): Variant => [
      `${ago} s ago`,
      mint.withClaims({ exp: mint.now - ago, iat: mint.now - ago - 3600, auth_time: mint.now - ago - 3600 }),
    ]),
  'time that has not come': (mint) => [
    // Some seconds more than it takes to get there.
    ...each(
      [60, 300, 3600, DAY, 365 * DAY],
      (ahead) => mint.withClaims({ nbf: mint.now + ahead }),
      (ahead) => `nbf in ${ahead} s`,
    ),
    ...each(
      [400, 3600, DAY, 365 * DAY, 3650 * DAY],
      (ahead) =>
        mint.withClaims({ auth_time: mint.now, iat: mint.now + ahead, exp: mint.now + ahead + 3600 }),
      (ahead) => `iat in ${ahead} s`,
    ),
  ],
  'times that do not fit together': (mint) => {
    const { now } = mint;
    return [
      ['an end in milliseconds', mint.withClaims({ exp: (now + 3600) * 1000 })],
      [
        'all in milliseconds',
        mint.withClaims({ exp: (now + 3600) * 1000, iat: now * 1000, auth_time: now * 1000 }),
      ],
      ['a life of more than a day', mint.withClaims({ exp: now - 10 + DAY + 1 })],
      ['a life of a year', mint.withClaims({ exp: now + 365 * DAY })],
      ['an issue long ago', mint.withClaims({ iat: 1, auth_time: 1 })],
      ['an end before its beginning', mint.withClaims({ iat: now + 200, exp: now + 100 })],
      ['an end at its beginning', mint.withClaims({ iat: now + 100, exp: now + 100 })],
      ['a sign-in after the issue', mint.withClaims({ auth_time: now - 9 })],
      ['a sign-in in the future', mint.withClaims({ auth_time: now + 900 })],
      ['the largest times there are', mint.withClaims({ auth_time: 1, iat: 2 ** 53 - 2, exp: 2 ** 53 - 1 })],
    ];
  },
};
