import { GuardedService, type Asked } from '../access-matrix/service';

/** What Cognito answers to a sign-in: a challenge that takes a password. */
const challenging = (ChallengeName: string, more: object = {}) => ({
  InitiateAuth: { ChallengeName, Session: 's'.repeat(20), ChallengeParameters: {}, ...more },
  AdminGetUser: {
    Username: 'ada',
    UserStatus: 'CONFIRMED',
    UserAttributes: [{ Name: 'sub', Value: '3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11' }],
  },
});

/** One service for each challenge; both are in front of a Cognito that refuses every password. */
let invited: GuardedService;
let choosing: GuardedService;
beforeAll(async () => {
  [invited, choosing] = await Promise.all([
    GuardedService.start({}, challenging('NEW_PASSWORD_REQUIRED')),
    GuardedService.start({}, challenging('SELECT_CHALLENGE', { AvailableChallenges: ['PASSWORD'] })),
  ]);
});
afterAll(async () => {
  await invited.close();
  await choosing.close();
});

/** Passwords that something on the way might take for something else. */
const passwords: Readonly<Record<string, string>> = {
  'blanks around it': '  Correct Horse 7  ',
  'blanks only': ' \t \u00a0\u3000',
  'tabs and line breaks': '\tCorrect\r\nHorse\n7',
  'composed letters': 'Caf\u00e9-Horse-7',
  'decomposed letters': 'Cafe\u0301-Horse-7',
  'ligatures and full width': '\ufb01\uff21\uff42-Horse-7',
  'letters whose case depends on the language': 'I\u0130\u0131i\u00df\u1e9e\u017f-7',
  'capitals only': 'CORRECT-HORSE-7',
  'an emoji of several': '👩‍👩‍👧‍👦-Correct-7',
  'right to left': '\u202e\u05e1\u05d9\u05e1\u05de\u05d4-\u0643\u0644\u0645\u0629-Aa7',
  'zero width': 'Correct\u200b\u200d\ufeff-Horse-7',
  'control characters': 'Correct\u0000\u0007\u007f-Horse-7',
  'half of a surrogate pair': 'Correct-\ud83d-Horse-7',
  'line separators': 'Correct\u2028\u2029-Horse-7',
  'quotes and backslashes': `"Correct'\\"\\u0041\`-Horse-7`,
  'percent signs and plus': 'Correct%20Horse+%00-7',
  'markup and templates': '<b>&amp;</b>${7*7}{{7*7}}-Aa7',
  'what is a value elsewhere': 'null',
  'a number': '1e999',
  '64 characters': 'Correct-7'.padEnd(64, ' horse'),
  '256 characters': 'Correct-7'.padEnd(256, ' horse'),
  '256 characters of two units each': '🐴'.repeat(256),
};
const TOO_LONG = 'x'.repeat(257);

/** A door that takes a password, and where it arrives. */
interface Door {
  readonly at?: 'choosing';
  readonly ask: (password: string, session: string, token: string) => Asked;
  readonly operation: string;
  readonly arrives: (input: any) => unknown;
}

const post = (path: string, body: object): Asked => ({ method: 'post', url: `/v1/auth/${path}`, body });
const name = 'ada@example.com';

const doors: Readonly<Record<string, Door>> = {
  'a sign-up': {
    ask: (password) => post('sign-up', { username: name, password }),
    operation: 'SignUp',
    arrives: ({ Password }) => Password,
  },
  'a sign-in': {
    ask: (password) => post('sign-in', { username: name, password }),
    operation: 'InitiateAuth',
    arrives: ({ AuthParameters }) => AuthParameters.PASSWORD,
  },
  'the first password of an invitation': {
    ask: (newPassword, session) => post('challenge', { session, answer: { newPassword } }),
    operation: 'RespondToAuthChallenge',
    arrives: ({ ChallengeResponses }) => ChallengeResponses.NEW_PASSWORD,
  },
  'a chosen password': {
    at: 'choosing',
    ask: (password, session) => post('challenge', { session, answer: { choice: 'PASSWORD', password } }),
    operation: 'RespondToAuthChallenge',
    arrives: ({ ChallengeResponses }) => ChallengeResponses.PASSWORD,
  },
  'a new password by code': {
    ask: (newPassword) => post('password/reset', { username: name, code: '123456', newPassword }),
    operation: 'ConfirmForgotPassword',
    arrives: ({ Password }) => Password,
  },
  'a change, before it': {
    ask: (currentPassword, _, token) => change({ currentPassword, newPassword: 'Another-Horse-7' }, token),
    operation: 'ChangePassword',
    arrives: ({ PreviousPassword }) => PreviousPassword,
  },
  'a change, after it': {
    ask: (newPassword, _, token) => change({ currentPassword: 'Another-Horse-7', newPassword }, token),
    operation: 'ChangePassword',
    arrives: ({ ProposedPassword }) => ProposedPassword,
  },
  'an invitation': {
    ask: (temporaryPassword, _, token) => ({
      method: 'post',
      url: '/v1/admin/users',
      token,
      body: { username: name, attributes: { email: name }, temporaryPassword, delivery: 'NONE' },
    }),
    operation: 'AdminCreateUser',
    arrives: ({ TemporaryPassword }) => TemporaryPassword,
  },
  'a password set by an administrator': {
    ask: (password, _, token) => ({
      method: 'put',
      url: `/v1/admin/users/${name}/password`,
      token,
      body: { password, permanent: true },
    }),
    operation: 'AdminSetUserPassword',
    arrives: ({ Password }) => Password,
  },
};

const change = (body: object, token: string): Asked => ({
  method: 'put',
  url: '/v1/users/me/password',
  token,
  body,
});

async function begun(service: GuardedService): Promise<string> {
  const { body } = await service.ask(post('sign-in', { username: name, password: 'Correct-Horse-7' }));
  return body.data.session as string;
}

describe.each(Object.entries(doors))('a password by %s', (_, { at, ask, operation, arrives }) => {
  let service: GuardedService;
  let session: string;
  let token: string;
  beforeAll(async () => {
    service = at === 'choosing' ? choosing : invited;
    session = await begun(service);
    token = service.token({ 'cognito:groups': ['admin'] });
  });

  it('arrives as it was sent', async () => {
    const changed: Record<string, unknown> = {};
    for (const [what, password] of Object.entries(passwords)) {
      service.calls.length = 0;
      const { status, body } = await service.ask(ask(password, session, token));
      const call = service.calls.find((made) => made.operation === operation);
      const arrived = call === undefined ? `${status} ${JSON.stringify(body)}` : arrives(call.input);
      if (arrived !== password) changed[what] = arrived;
    }
    expect(changed).toEqual({});
  });

  it('has at most 256 characters, and is no other thing than a text', async () => {
    service.calls.length = 0;
    for (const password of [TOO_LONG, '', 7, null, true, ['Correct-Horse-7'], { password: 'x' }]) {
      const { status } = await service.ask(ask(password as string, session, token));
      expect({ password, refused: status === 400 || status === 422 }).toEqual({ password, refused: true });
    }
    expect(service.calls.filter((made) => made.operation === operation)).toEqual([]);
  });
});
