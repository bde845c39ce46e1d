import { Administration } from '../admin/people';
import { expectData, expectDone, expectProblem, SIGNED_IN } from '../support/answers';
import { type Answer, freshEmail, PASSWORD } from '../support/gatehouse';

const DAY = 24 * 3600;
const NEXT = 'Another-Horse-8';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const post = (path: string, body: object): Promise<Answer> => admin.gatehouse.post(`/v1/auth/${path}`, body);
const signUp = (username: string, password = PASSWORD): Promise<Answer> =>
  post('sign-up', { username, password, attributes: { email: username } });
const later = (seconds: number): Promise<unknown> =>
  admin.gatehouse.control('clock', { advanceSeconds: seconds });
const code = (username: string): Promise<string> => admin.gatehouse.code(username);

const toSelf = { medium: 'EMAIL', destination: 'p***@e***', attribute: 'email' };
const WAITING = { status: 'CONFIRMATION_REQUIRED', delivery: toSelf, session: expect.any(String) as string };

/** Somebody who has signed up and not confirmed. */
async function signedUp(): Promise<string> {
  const username = freshEmail();
  expectData(await signUp(username), 201, WAITING);
  return username;
}

async function expectIn(username: string, password = PASSWORD): Promise<void> {
  expectData(await admin.signIn(username, password), 200, SIGNED_IN);
}

describe('a sign-up that was not confirmed', () => {
  it('is what a sign-in with the right password tells, and another code ends it', async () => {
    const username = await signedUp();
    expectProblem(await admin.signIn(username), 403, 'user_not_confirmed');
    expectData(await post('sign-up/resend', { username }), 202, { delivery: toSelf });
    expectData(await post('sign-up/confirm', { username, code: await code(username) }), 200, {
      status: 'CONFIRMED',
    });
    await expectIn(username);
  });

  it('goes on with another code once the first has expired', async () => {
    const username = await signedUp();
    const first = await code(username);
    await later(DAY + 1);
    expectProblem(await post('sign-up/confirm', { username, code: first }), 422, 'code_mismatch', {
      detail: expect.stringContaining('has expired'),
    });
    expectData(await post('sign-up/resend', { username }), 202, { delivery: toSelf });
    expectData(await post('sign-up/confirm', { username, code: await code(username) }), 200, {
      status: 'CONFIRMED',
    });
    await expectIn(username);
  });

  it('takes the right code of the next message after many wrong ones', async () => {
    const username = await signedUp();
    const right = await code(username);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let guess = 0; guess < 11; guess++) {
      expectProblem(await post('sign-up/confirm', { username, code: wrong }), 422, 'code_mismatch');
    }
    // After ten guesses not even the right one is taken, until another is sent.
    expectProblem(await post('sign-up/confirm', { username, code: right }), 422, 'code_mismatch');
    await post('sign-up/resend', { username });
    expectData(await post('sign-up/confirm', { username, code: await code(username) }), 200, {
      status: 'CONFIRMED',
    });
  });

  it('can be begun again by who has forgotten it: the code comes, and a forgotten password can be reset', async () => {
    const username = await signedUp();
    const before = (await admin.gatehouse.inbox(username)).length;
    expectData(await signUp(username, NEXT), 201, WAITING);
    expect(await admin.gatehouse.inbox(username)).toHaveLength(before + 1);
    expectData(await post('sign-up/confirm', { username, code: await code(username) }), 200, {
      status: 'CONFIRMED',
    });
    // The first password stays: whoever signs up second must not choose it.
    expectProblem(await admin.signIn(username, NEXT), 401, 'invalid_credentials');
    expectData(await post('password/forgot', { username }), 202, { delivery: toSelf });
    expectDone(await post('password/reset', { username, code: await code(username), newPassword: NEXT }));
    await expectIn(username, NEXT);
  });

  it('sends nothing to a confirmed account that is signed up again', async () => {
    const username = await admin.gatehouse.user();
    const before = await admin.gatehouse.inbox(username);
    expectData(await signUp(username, NEXT), 201, WAITING);
    expect(await admin.gatehouse.inbox(username)).toEqual(before);
    await expectIn(username);
  });

  it('is confirmed by an administrator where no message arrives', async () => {
    const username = await signedUp();
    expectDone(await admin.post(`users/${username}/confirm`));
    await expectIn(username);
  });
});

describe('a confirmation that is to sign in', () => {
  it('confirms all the same when the session of the sign-up is over; the password signs in', async () => {
    const username = freshEmail();
    const { session } = (await signUp(username)).body.data as { session: string };
    await later(16 * 60);
    const confirmation = { username, code: await code(username), signIn: true, session };
    expectData(await post('sign-up/confirm', confirmation), 200, { status: 'CONFIRMED' });
    await expectIn(username);
  });

  it.each(['of somebody else', 'that is none', 'that was left out'])(
    'confirms all the same with a session %s',
    async (kind) => {
      const other = (await signUp(freshEmail())).body.data as { session: string };
      const sessions: Record<string, object> = {
        'of somebody else': { session: other.session },
        'that is none': { session: 'x' },
      };
      const username = await signedUp();
      const confirmation = { username, code: await code(username), signIn: true, ...sessions[kind] };
      const answer = await post('sign-up/confirm', confirmation);
      expect(answer.status).toBe(200);
      await expectIn(username);
    },
  );
});

describe('an invitation', () => {
  /** The temporary password of the newest message. */
  const temporary = async (username: string): Promise<string> => {
    const [message] = await admin.gatehouse.inbox(username);
    return /Temporary password: (\S+)<\/p>/.exec(message?.body ?? '')?.[1] ?? '';
  };

  it('that has expired is sent again, and the person gets in', async () => {
    const username = freshEmail();
    const invitation = { username, attributes: { email: username, email_verified: true } };
    expect((await admin.post('users', invitation)).status).toBe(201);
    const first = await temporary(username);
    await later(8 * DAY);
    expectProblem(await admin.signIn(username, first), 401, 'invalid_credentials');
    // Asking for a code is answered as always, and helps nobody who has no password yet.
    expectData(await post('password/forgot', { username }), 202, { delivery: toSelf });
    expect(await admin.gatehouse.inbox(username)).toHaveLength(1);

    expectDone(await admin.post(`users/${username}/resend-invite`));
    const second = await temporary(username);
    expect(second).not.toBe(first);
    const { session, challenge } = (await admin.signIn(username, second)).body.data;
    expect(challenge.name).toBe('NEW_PASSWORD_REQUIRED');
    expectData(await post('challenge', { session, answer: { newPassword: NEXT } }), 200, SIGNED_IN);
    await expectIn(username, NEXT);
  });

  it('whose sign-in was left halfway is taken up again with the same temporary password', async () => {
    const username = await admin.invited();
    const left = (await admin.signIn(username, 'Temporary-Horse-7')).body.data;
    await later(16 * 60);
    const answer = { newPassword: NEXT };
    expectProblem(await post('challenge', { session: left.session, answer }), 401, 'session_expired');
    const { session } = (await admin.signIn(username, 'Temporary-Horse-7')).body.data;
    expectProblem(
      await post('challenge', { session, answer: { newPassword: 'weak' } }),
      422,
      'password_policy',
      {
        detail: expect.any(String),
        errors: expect.any(Array),
      },
    );
    expectData(await post('challenge', { session, answer }), 200, SIGNED_IN);
  });
});
