import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { Directory } from '../support/directory';

const WRONG = 'Wrong-Horse-7';
const CODE = '000000';

let gatehouse: Gatehouse;
let directory: Directory;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  directory = new Directory(gatehouse);
});
afterAll(async () => {
  directory.close();
  await gatehouse.close();
});

const post = (path: string, body: object): Promise<Answer> => gatehouse.post(`/v1/auth/${path}`, body);

/** Makes an account in each state a stranger must not learn, and gives its name. */
const states: Record<string, () => Promise<string>> = {
  unknown: () => Promise.resolve(freshEmail()),
  unconfirmed: async () => {
    const username = freshEmail();
    await post('sign-up', { username, password: PASSWORD, attributes: { email: username } });
    return username;
  },
  confirmed: () => gatehouse.user(),
  'confirmed without a verified address': async () => {
    const username = await states['unconfirmed']?.();
    await directory.confirm(username ?? '');
    return username ?? '';
  },
  disabled: async () => {
    const username = await gatehouse.user();
    await directory.disable(username);
    return username;
  },
  'reset required': async () => {
    const username = await gatehouse.user();
    await directory.resetPassword(username);
    return username;
  },
  invited: async () => {
    const username = freshEmail();
    await directory.invite(username, 'Temporary-1');
    return username;
  },
};

/** What a stranger who knows nothing but a name can ask. */
const questions: Record<string, (username: string) => Promise<Answer>> = {
  'sign-in': (username) => post('sign-in', { username, password: WRONG }),
  'sign-up': (username) => post('sign-up', { username, password: PASSWORD, attributes: { email: username } }),
  confirm: (username) => post('sign-up/confirm', { username, code: CODE }),
  'confirm with sign-in': (username) => post('sign-up/confirm', { username, code: CODE, signIn: true }),
  resend: (username) => post('sign-up/resend', { username }),
  forgot: (username) => post('password/forgot', { username }),
  reset: (username) => post('password/reset', { username, code: CODE, newPassword: PASSWORD }),
  'forgot, then reset': async (username) => {
    await post('password/forgot', { username });
    return post('password/reset', { username, code: CODE, newPassword: PASSWORD });
  },
};

/** What is left of an answer without ids and dates. Lengths stay: a length can tell, too. */
function remains({ status, headers, body }: Answer): object {
  const rest = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (key === 'requestId') return undefined;
    return key === 'session' ? `${String(value).length} characters` : value;
  });
  return { status, headers: Object.fromEntries(rest), text };
}

describe.each(['ENABLED', 'LEGACY'] as const)('with PreventUserExistenceErrors %s', (setting) => {
  beforeAll(() => directory.changeClient({ PreventUserExistenceErrors: setting }));

  describe.each(Object.entries(questions))('%s', (_, ask) => {
    let expected: object;
    beforeAll(async () => {
      expected = remains(await ask(freshEmail()));
    });

    it.each(Object.entries(states))('does not tell an account that is %s', async (__, make) => {
      expect(remains(await ask(await make()))).toEqual(expected);
    });
  });

  it.each(['unknown', 'disabled', 'reset required'])(
    'the right password does not tell an account that is %s from a wrong one',
    async (state) => {
      const username = (await states[state]?.()) ?? '';
      const right = await post('sign-in', { username, password: PASSWORD });
      expect(remains(right)).toEqual(
        remains(await post('sign-in', { username: freshEmail(), password: WRONG })),
      );
    },
  );
});

it('a code that was asked for and has run out is told to an account that waits for one', async () => {
  await directory.changeClient({ PreventUserExistenceErrors: 'ENABLED' });
  const username = (await states['unconfirmed']?.()) ?? '';
  const code = await gatehouse.code(username);
  await gatehouse.control('clock', { advanceSeconds: 24 * 3600 + 1 });
  const answer = await post('sign-up/confirm', { username, code });
  expect({ status: answer.status, code: answer.body.code as string }).toEqual({
    status: 410,
    code: 'code_expired',
  });
});
