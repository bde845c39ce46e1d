import { MAGIC_LINK_SENDER, type MagicLinkMessage } from '../../src/triggers/magic-link/magic-link-sender';
import { eventOf, type PlainEvent, triggersOf } from './events';

const URL_OF_PAGE = 'https://app.example.com/sign-in?a=1&b=2';
const sent: MagicLinkMessage[] = [];
let broken = false;
const sender = {
  send: (message: MagicLinkMessage): Promise<void> => {
    if (broken) return Promise.reject(new Error(`cannot send to ${message.to}`));
    sent.push(message);
    return Promise.resolve();
  },
};
const start = (more: Record<string, string> = {}) =>
  triggersOf([{ provide: MAGIC_LINK_SENDER, useValue: sender }], { MAGIC_LINK_URL: URL_OF_PAGE, ...more });
const create = (more: object = {}) => eventOf('CreateAuthChallenge_Authentication', more);
const define = (session: object[], more: object = {}) =>
  eventOf('DefineAuthChallenge_Authentication', { session, ...more });
const verify = (made: PlainEvent, challengeAnswer: string, more: object = {}) =>
  eventOf('VerifyAuthChallengeResponse_Authentication', {
    privateChallengeParameters: made.response.privateChallengeParameters,
    challengeAnswer,
    ...more,
  });
const secretIn = ({ link }: MagicLinkMessage): string => link.split('#magicLink=')[1] ?? '';

let triggers: Awaited<ReturnType<typeof start>>;
const serve = async (event: PlainEvent) => (await triggers.serve(event)) as PlainEvent;
const correct = async (event: PlainEvent) => (await serve(event)).response.answerCorrect;
beforeEach(async () => {
  sent.length = 0;
  broken = false;
  triggers = await start();
});
afterEach(async () => {
  expect(triggers.lines.text).not.toMatch(/ada@example|magicLink=/);
  await triggers.close();
});

it('is sent once when Cognito calls three times, and good for whichever answer it takes', async () => {
  const made = await Promise.all([serve(create()), serve(create()), serve(create())]);
  expect(sent).toEqual([
    {
      to: 'ada@example.com',
      poolId: 'us-east-1_Example01',
      userName: 'ada',
      subject: 'Your link to sign in',
      html: expect.stringContaining('<a href="https://app.example.com/sign-in?a=1&amp;b=2#magicLink='),
      link: expect.stringMatching(/^https:\/\/app\.example\.com\/sign-in\?a=1&b=2#magicLink=[\w-]{43}$/),
    },
  ]);
  const last = made.at(-1)!;
  const right = verify(last, secretIn(sent[0]!));
  expect([await correct(right), await correct(right)]).toEqual([true, true]);
  expect(await correct(verify(made[0], secretIn(sent[0]!)))).toBe(false);
});

it('leaves nothing in the challenge by which it could be made', async () => {
  const made = await serve(create());
  const secret = secretIn(sent[0]!);
  expect(JSON.stringify(made)).not.toContain(secret);
  expect(Object.keys(made.response.privateChallengeParameters).toSorted()).toEqual(['expires', 'hash', 'id']);
  expect(made.response.publicChallengeParameters).toEqual({ kind: 'MAGIC_LINK' });
  for (const wrong of [
    '',
    secret.slice(1),
    `${secret}=`,
    secret.toLowerCase(),
    made.response.privateChallengeParameters.hash,
  ])
    expect(await correct(verify(made, wrong as string))).toBe(false);
  expect(await correct(verify(made, secret))).toBe(true);
});

it('ends with its time', async () => {
  const now = jest.spyOn(Date, 'now');
  const begun = Date.now();
  const made = await serve(create());
  now.mockReturnValue(begun + 3 * 60_000 + 1000);
  expect(await correct(verify(made, secretIn(sent[0]!)))).toBe(false);
  now.mockReturnValue(begun + 3 * 60_000 - 1000);
  expect(await correct(verify(made, secretIn(sent[0]!)))).toBe(true);
  now.mockRestore();
});

it('is another one half a minute later', async () => {
  const now = jest.spyOn(Date, 'now');
  const begun = Date.now();
  await serve(create());
  now.mockReturnValue(begun + 31_000);
  await serve(create());
  expect(new Set(sent.map(secretIn)).size).toBe(2);
  now.mockRestore();
});

it.each([
  ['somebody unknown', { userNotFound: true, userAttributes: {} }],
  [
    'an address that is not verified',
    { userAttributes: { email: 'ada@example.com', email_verified: 'false' } },
  ],
  ['somebody without an address', { userAttributes: { sub: 'x' } }],
])('is sent not to %s, who is asked all the same', async (_, request) => {
  const made = await serve(create(request));
  expect(sent).toEqual([]);
  expect(made.response).toEqual({
    publicChallengeParameters: { kind: 'MAGIC_LINK' },
    privateChallengeParameters: {
      hash: expect.stringMatching(/^[\w-]{43}$/),
      expires: expect.stringMatching(/^\d{13}$/),
      id: expect.any(String),
    },
    challengeMetadata: expect.stringMatching(/^MAGIC_LINK /),
  });
});

it('that cannot be sent is nobody’s to know', async () => {
  broken = true;
  const made = await serve(create());
  expect(made.response.publicChallengeParameters).toEqual({ kind: 'MAGIC_LINK' });
  expect(triggers.lines.all).toEqual([
    expect.objectContaining({ level: 'error', msg: 'a link to sign in could not be sent' }),
  ]);
  broken = false;
  await serve(create());
  expect(sent.length).toBe(1);
});

it('is never right for somebody unknown', async () => {
  const made = await serve(create());
  const secret = secretIn(sent[0]!);
  expect(await correct(verify(made, secret, { userNotFound: true }))).toBe(false);
  const proved = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: true,
    challengeMetadata: made.response.challengeMetadata as string,
  };
  expect((await serve(define([proved], { userNotFound: true }))).response).toMatchObject({
    issueTokens: false,
    failAuthentication: true,
  });
});

const LINK = {
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult: true,
  challengeMetadata: 'MAGIC_LINK a 1 b',
};
const WRONG = { ...LINK, challengeResult: false };
const SRP = { challengeName: 'SRP_A', challengeResult: true };
const PASSWORD = { challengeName: 'PASSWORD_VERIFIER', challengeResult: true };
it.each<[string, object[], object]>([
  ['nothing', [], { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false }],
  ['a right answer', [LINK], { issueTokens: true, failAuthentication: false }],
  [
    'one wrong answer',
    [WRONG],
    { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false },
  ],
  ['two wrong and a right one', [WRONG, WRONG, LINK], { issueTokens: true, failAuthentication: false }],
  ['three wrong answers', [WRONG, WRONG, WRONG], { issueTokens: false, failAuthentication: true }],
  [
    'a right answer before a wrong one',
    [LINK, WRONG],
    { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false },
  ],
  ['an SRP_A', [SRP], { challengeName: 'PASSWORD_VERIFIER', issueTokens: false, failAuthentication: false }],
  [
    'a password',
    [SRP, PASSWORD],
    { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false },
  ],
  ['a password and a right answer', [SRP, PASSWORD, LINK], { issueTokens: true, failAuthentication: false }],
  [
    'a right answer to the challenge of another',
    [{ ...LINK, challengeMetadata: 'OTHER' }],
    { issueTokens: false, failAuthentication: true },
  ],
])('after %s', async (_, session, response) => {
  expect((await serve(define(session))).response).toMatchObject(response);
});

it('takes as long for somebody unknown, where answers leave evenly', async () => {
  const even = await start({ HIDDEN_ANSWER_MS: '40' });
  const waits: number[] = [];
  const timer = jest.spyOn(globalThis, 'setTimeout');
  for (const request of [{}, { userNotFound: true, userAttributes: {} }]) {
    timer.mockClear();
    await even.serve(create(request));
    waits.push(...timer.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms <= 40));
  }
  timer.mockRestore();
  expect(waits.length).toBe(2);
  expect(waits.every((ms) => ms > 0)).toBe(true);
  await even.close();
});
