import {
  day,
  hour,
  newPassword,
  newPerson,
  type Account,
  type Family,
  type Held,
  type HeldSession,
  type Person,
} from './people';
import { all, codeWorks, opens, refreshes, sessionLives, unlocked, type Verdict } from './rules';
import type { Answer, Service } from './service';

/** One step of a walk, drawn at random. */
export interface Step {
  /** Which of the things to do: of those that make sense now, unless it is to be any of them. */
  readonly choice: number;
  readonly sensible: boolean;
  /** Whose turn it is. */
  readonly who: number;
  /** Which of the things held, and which client. */
  readonly pick: number;
  readonly given: 'right' | 'wrong' | 'old';
}

const wrongPassword = 'Wrong-Horse-0!';
const jumps = [97, 1201, 3709, 90_011];

/** Several people doing what they like with one pool. Every answer is compared with what it has to be. */
export class Walk {
  readonly people = [newPerson(), newPerson(), newPerson()];
  readonly held: Held[] = [];
  readonly sessions: HeldSession[] = [];
  /** Seconds that the clock was moved. */
  now = 0;

  constructor(readonly service: Service) {}

  async take(step: Step): Promise<void> {
    const person = this.people[step.who % this.people.length]!;
    const kinds = step.sensible ? sensibleFor(person, this) : everything;
    await steps[kinds[step.choice % kinds.length]!](this, person, step);
  }

  /** Everything that was ever handed out is tried once more. */
  async tryEverything(): Promise<void> {
    for (const held of [...this.held]) {
      await getUser(this, held);
      await refresh(this, held);
    }
    for (const session of this.sessions) await answerSession(this, session, 'right');
  }

  /**
   * Calls, and holds the answer against the rules.
   *
   * @param about whose data the answer may hold
   */
  async expect(about: Person, verdict: Verdict, operation: string, input: object): Promise<Answer> {
    const answer = await this.service.call(operation, input);
    if (verdict !== undefined && answer.ok !== verdict) {
      const text = JSON.stringify({ input, account: about.account, answer: answer.body });
      throw new Error(`${operation} must ${verdict ? 'succeed' : 'be refused'}: ${text}`);
    }
    this.tellsNothingElse(about, operation, answer.body);
    return answer;
  }

  private tellsNothingElse(about: Person, operation: string, body: any): void {
    const tokens: string[] = [
      body.AuthenticationResult?.AccessToken,
      body.AuthenticationResult?.IdToken,
    ].filter((token) => token !== undefined);
    const claims = tokens.map((token) => Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8'));
    const text = [JSON.stringify(body), ...claims].join('\n');
    for (const { marker, account } of this.people.filter((other) => other !== about)) {
      const leaks = text.includes(marker) || (account !== undefined && text.includes(account.sub));
      if (leaks) throw new Error(`${operation} tells about somebody else: ${text}`);
    }
  }
}

type Take = (walk: Walk, person: Person, step: Step) => Promise<void>;

const signUp: Take = async (walk, person) => {
  const Password = newPassword();
  const answer = await walk.expect(person, person.account === undefined, 'SignUp', {
    ...{ ClientId: walk.service.open, Username: person.username, Password },
    UserAttributes: [
      { Name: 'email', Value: person.email },
      { Name: 'name', Value: person.marker },
    ],
  });
  if (!answer.ok) return;
  begin(person, walk, { sub: answer.body.UserSub, status: 'UNCONFIRMED', password: Password });
  person.account!.signUpCode = sent(walk, person);
};

const adminCreate: Take = async (walk, person) => {
  const TemporaryPassword = newPassword();
  const answer = await walk.expect(person, person.account === undefined, 'AdminCreateUser', {
    ...{ UserPoolId: walk.service.poolId, Username: person.username, TemporaryPassword },
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: person.email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: person.marker },
    ],
  });
  if (!answer.ok) return;
  const [{ Value: sub }] = answer.body.User.Attributes;
  begin(person, walk, { sub, status: 'FORCE_CHANGE_PASSWORD', password: TemporaryPassword });
  person.account!.emailVerified = true;
};

function begin(
  person: Person,
  { now }: Walk,
  { sub, status, password }: { sub: string; status: Account['status']; password: string },
): void {
  person.passwords.push(password);
  person.account = {
    ...{ sub, status, enabled: true, emailVerified: false, temporarySince: now },
    ...{ failures: 0, lastFailure: 0, epoch: 0 },
  };
}

function sent({ service, now }: Walk, { email }: Person): { code: string; at: number; wrong: number } {
  return { code: service.lastCode(email), at: now, wrong: 0 };
}

/** The code as it is given: right, another one, or one of before. */
function codeGiven(person: Person, code: string, { given, pick }: Step): string {
  if (given === 'right') return code;
  const old = person.oldCodes[pick % Math.max(1, person.oldCodes.length)];
  if (given === 'old' && old !== undefined && old !== code) return old;
  return String((Number(code) + 1) % 10 ** code.length).padStart(Math.max(6, code.length), '0');
}

const confirm: Take = async (walk, person, step) => {
  const { account } = person;
  const code = account?.signUpCode;
  const ConfirmationCode = codeGiven(person, code?.code ?? '', step) || '000000';
  const waits = account?.status === 'UNCONFIRMED' && account.enabled;
  const verdict = all(waits, codeWorks(code, ConfirmationCode, walk.now, day));
  const input = { ClientId: walk.service.open, Username: person.username, ConfirmationCode };
  const answer = await walk.expect(person, verdict, 'ConfirmSignUp', input);
  if (account && answer.ok) {
    account.status = 'CONFIRMED';
    account.emailVerified = true;
    retire(person, 'signUpCode');
  } else if (code && answer.refusal === 'CodeMismatchException') code.wrong += 1;
};

function retire(person: Person, which: 'signUpCode' | 'resetCode'): void {
  const code = person.account?.[which];
  if (code) person.oldCodes.push(code.code);
  if (person.account) person.account[which] = undefined;
}

const resend: Take = async (walk, person) => {
  const { account } = person;
  const verdict = account?.status === 'UNCONFIRMED' && account.enabled;
  const input = { ClientId: walk.service.open, Username: person.username };
  const { ok } = await walk.expect(person, verdict, 'ResendConfirmationCode', input);
  if (!ok || !account) return;
  retire(person, 'signUpCode');
  account.signUpCode = sent(walk, person);
};

const adminConfirm: Take = async (walk, person) => {
  const { account } = person;
  const input = { UserPoolId: walk.service.poolId, Username: person.username };
  const { ok } = await walk.expect(person, account?.status === 'UNCONFIRMED', 'AdminConfirmSignUp', input);
  if (!ok || !account) return;
  account.status = 'CONFIRMED';
  retire(person, 'signUpCode');
};

function passwordGiven({ passwords }: Person, given: Step['given']): string {
  if (given === 'right') return passwords.at(-1) ?? wrongPassword;
  return (given === 'old' ? passwords.at(-2) : undefined) ?? wrongPassword;
}

const signIn: Take = async (walk, person, { given, pick }) => {
  const { service, now } = walk;
  const { account } = person;
  const PASSWORD = passwordGiven(person, given);
  const right = account !== undefined && PASSWORD === person.passwords.at(-1);
  const ready =
    account?.status === 'CONFIRMED' ||
    (account?.status === 'FORCE_CHANGE_PASSWORD' && now - account.temporarySince < 7 * day - 60);
  const verdict = all(right, ready, account?.enabled ?? false, unlocked(person, now));
  const clientId = pick % 2 === 0 ? service.open : service.rotating;
  const byAdmin = pick % 4 > 1;
  const answer = await walk.expect(person, verdict, byAdmin ? 'AdminInitiateAuth' : 'InitiateAuth', {
    ...(byAdmin ? { UserPoolId: service.poolId } : {}),
    ...{ ClientId: clientId, AuthFlow: byAdmin ? 'ADMIN_USER_PASSWORD_AUTH' : 'USER_PASSWORD_AUTH' },
    AuthParameters: { USERNAME: person.username, PASSWORD },
  });
  if (account && !right) failed(account, now);
  if (!account || !answer.ok) return;
  account.failures = 0;
  // A Session of the Admin operations is answered by them alone.
  if (answer.body.AuthenticationResult) hold(walk, person, clientId, answer);
  else if (!byAdmin) remember(walk, person, clientId, answer, '', PASSWORD);
};

function failed(account: Account, now: number): void {
  account.failures += 1;
  account.lastFailure = now;
}

function hold(walk: Walk, person: Person, clientId: string, answer: Answer): void {
  const { AccessToken: access, RefreshToken: refresh } = answer.body.AuthenticationResult;
  const { sub, epoch } = person.account!;
  const family: Family = {
    ...{ person, sub, epoch, since: walk.now, clientId, revoked: false, current: refresh },
    rotates: clientId === walk.service.rotating,
  };
  walk.held.push({ family, access, refresh, at: walk.now });
}

function remember(
  walk: Walk,
  person: Person,
  clientId: string,
  { body }: Answer,
  code: string,
  password?: string,
): void {
  walk.sessions.push({
    ...{ person, sub: person.account!.sub, clientId, challenge: body.ChallengeName },
    ...{ session: body.Session, code, password, at: walk.now, spent: false },
  });
}

const beginByCode: Take = async (walk, person) => {
  const { account } = person;
  const offered = account !== undefined && account.status !== 'FORCE_CHANGE_PASSWORD';
  const clientId = walk.service.open;
  // Those with a temporary password get another challenge.
  const verdict = offered ? account.enabled : undefined;
  const answer = await walk.expect(person, account ? verdict : false, 'InitiateAuth', {
    ...{ ClientId: clientId, AuthFlow: 'USER_AUTH' },
    AuthParameters: { USERNAME: person.username, PREFERRED_CHALLENGE: 'EMAIL_OTP' },
  });
  if (answer.body.ChallengeName !== 'EMAIL_OTP') return;
  remember(walk, person, clientId, answer, walk.service.lastCode(person.email));
};

const answer: Take = async (walk, _, { pick, given }) => {
  const session = walk.sessions[pick % Math.max(1, walk.sessions.length)];
  if (session) await answerSession(walk, session, given);
};

async function answerSession(walk: Walk, session: HeldSession, given: Step['given']): Promise<void> {
  if (session.challenge === 'EMAIL_OTP') await answerCode(walk, session, given);
  else await answerNewPassword(walk, session);
}

async function answerNewPassword(walk: Walk, held: HeldSession): Promise<void> {
  const { person } = held;
  const { account } = person;
  const NEW_PASSWORD = newPassword();
  const same = account?.status === 'FORCE_CHANGE_PASSWORD' && held.password === person.passwords.at(-1);
  const verdict = all(sessionLives(held, walk.now), same, account?.enabled ?? false);
  const reply = await respond(walk, held, verdict, { NEW_PASSWORD });
  held.spent = true;
  if (!account || !reply.ok) return;
  account.status = 'CONFIRMED';
  account.failures = 0;
  person.passwords.push(NEW_PASSWORD);
  hold(walk, person, held.clientId, reply);
}

async function answerCode(walk: Walk, held: HeldSession, given: Step['given']): Promise<void> {
  const { person, code } = held;
  const { account } = person;
  const EMAIL_OTP_CODE = codeGiven({ ...person, oldCodes: [] }, code, { given } as Step);
  const right = EMAIL_OTP_CODE === code;
  const { status } = account ?? {};
  // An administrator may have set a temporary password since: that comes next then, if at all.
  const welcome = status === 'FORCE_CHANGE_PASSWORD' ? undefined : status !== 'RESET_REQUIRED';
  const lives = sessionLives(held, walk.now);
  const verdict = all(lives, right, welcome, account?.enabled ?? false, unlocked(person, walk.now));
  const reply = await respond(walk, held, verdict, { EMAIL_OTP_CODE });
  if (reply.refusal !== 'CodeMismatchException') held.spent = true;
  else if (account) failed(account, walk.now);
  if (!account || !reply.ok) return;
  if (reply.body.ChallengeName) {
    remember(walk, person, held.clientId, reply, '', person.passwords.at(-1));
    return;
  }
  Object.assign(account, { status: 'CONFIRMED', emailVerified: true, failures: 0 });
  hold(walk, person, held.clientId, reply);
}

function respond(walk: Walk, held: HeldSession, verdict: Verdict, responses: object): Promise<Answer> {
  const { person, clientId, challenge, session } = held;
  return walk.expect(person, verdict, 'RespondToAuthChallenge', {
    ...{ ClientId: clientId, ChallengeName: challenge, Session: session },
    ChallengeResponses: { USERNAME: person.username, ...responses },
  });
}

const withHeld =
  (take: (walk: Walk, held: Held, step: Step) => Promise<void>): Take =>
  async (walk, _, step) => {
    const held = walk.held[step.pick % Math.max(1, walk.held.length)];
    if (held) await take(walk, held, step);
  };

async function getUser(walk: Walk, held: Held): Promise<void> {
  const { person } = held.family;
  const { ok, body } = await walk.expect(person, opens(held, walk.now), 'GetUser', {
    AccessToken: held.access,
  });
  if (!ok) return;
  const shown = Object.fromEntries(body.UserAttributes.map(({ Name, Value }: any) => [Name, Value]));
  const own =
    body.Username === person.username && shown.sub === held.family.sub && shown.email === person.email;
  if (!own) throw new Error(`GetUser answers ${JSON.stringify(body)} to ${person.username}`);
}

async function refresh(walk: Walk, held: Held): Promise<void> {
  const { family } = held;
  const inForce = refreshes(held, walk.now);
  const stale = family.rotates && held.refresh !== family.current;
  const { clientId: ClientId, person } = family;
  const reply = family.rotates
    ? await walk.expect(person, all(inForce, !stale), 'GetTokensFromRefreshToken', {
        ...{ ClientId, RefreshToken: held.refresh },
      })
    : await walk.expect(person, inForce, 'InitiateAuth', {
        ...{ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: held.refresh } },
      });
  // Whoever comes with a token of before has a copy of it.
  if (reply.refusal === 'RefreshTokenReuseException') family.revoked = true;
  if (!reply.ok) return;
  const { AccessToken, RefreshToken = held.refresh } = reply.body.AuthenticationResult;
  family.current = RefreshToken;
  walk.held.push({ family, access: AccessToken, refresh: RefreshToken, at: walk.now });
}

const revoke = withHeld(async (walk, { family, refresh: Token }) => {
  const input = { ClientId: family.clientId, Token };
  await walk.expect(family.person, true, 'RevokeToken', input);
  family.revoked = true;
});

const signOut = withHeld(async (walk, held) => {
  const { person } = held.family;
  const { ok } = await walk.expect(person, opens(held, walk.now), 'GlobalSignOut', {
    AccessToken: held.access,
  });
  if (ok) person.account!.epoch += 1;
});

const deleteOneself = withHeld(async (walk, held) => {
  const { person } = held.family;
  const { ok } = await walk.expect(person, opens(held, walk.now), 'DeleteUser', { AccessToken: held.access });
  if (ok) forget(person);
});

function forget(person: Person): void {
  retire(person, 'signUpCode');
  retire(person, 'resetCode');
  person.account = undefined;
}

const changePassword = withHeld(async (walk, held, { given }) => {
  const { person } = held.family;
  const { account } = person;
  const PreviousPassword = passwordGiven(person, given);
  const ProposedPassword = newPassword();
  const right = PreviousPassword === person.passwords.at(-1);
  const open = opens(held, walk.now);
  const { ok, refusal } = await walk.expect(
    person,
    all(open, right, unlocked(person, walk.now)),
    'ChangePassword',
    { AccessToken: held.access, PreviousPassword, ProposedPassword },
  );
  if (ok) Object.assign(account!, { failures: 0 });
  if (ok) person.passwords.push(ProposedPassword);
  else if (!right && refusal === 'NotAuthorizedException' && account && open !== false)
    failed(account, walk.now);
});

/** What an administrator can do with anybody who is there. */
const administered =
  (operation: string, change: (account: Account, person: Person, walk: Walk) => void): Take =>
  async (walk, person) => {
    const input = { UserPoolId: walk.service.poolId, Username: person.username };
    const { ok } = await walk.expect(person, person.account !== undefined, operation, input);
    if (ok) change(person.account!, person, walk);
  };

const adminReset: Take = async (walk, person) => {
  const { account } = person;
  const verdict =
    account !== undefined && account.status !== 'FORCE_CHANGE_PASSWORD' && account.emailVerified;
  const input = { UserPoolId: walk.service.poolId, Username: person.username };
  const { ok } = await walk.expect(person, verdict, 'AdminResetUserPassword', input);
  if (!ok || !account) return;
  account.status = 'RESET_REQUIRED';
  retire(person, 'resetCode');
  account.resetCode = sent(walk, person);
};

const adminSetPassword: Take = async (walk, person, { given }) => {
  const { account } = person;
  const Password = newPassword();
  const Permanent = given !== 'old';
  const input = { UserPoolId: walk.service.poolId, Username: person.username, Password, Permanent };
  const { ok } = await walk.expect(person, account !== undefined, 'AdminSetUserPassword', input);
  if (!ok || !account) return;
  account.status = Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  Object.assign(account, { temporarySince: walk.now, failures: 0 });
  person.passwords.push(Password);
};

const forgot: Take = async (walk, person) => {
  const { account } = person;
  const verdict =
    account !== undefined &&
    account.enabled &&
    account.status !== 'FORCE_CHANGE_PASSWORD' &&
    account.emailVerified;
  const input = { ClientId: walk.service.open, Username: person.username };
  const { ok } = await walk.expect(person, verdict, 'ForgotPassword', input);
  if (!ok || !account) return;
  retire(person, 'resetCode');
  account.resetCode = sent(walk, person);
};

const confirmForgot: Take = async (walk, person, step) => {
  const { account } = person;
  const code = account?.resetCode;
  const Password = newPassword();
  const ConfirmationCode = codeGiven(person, code?.code ?? '', step) || '000000';
  const able =
    account !== undefined &&
    account.enabled &&
    account.status !== 'UNCONFIRMED' &&
    account.status !== 'FORCE_CHANGE_PASSWORD';
  const verdict = all(able, codeWorks(code, ConfirmationCode, walk.now, hour));
  const ClientId = step.pick % 2 === 0 ? walk.service.open : walk.service.rotating;
  const input = { ClientId, Username: person.username, ConfirmationCode, Password };
  const { ok, refusal } = await walk.expect(person, verdict, 'ConfirmForgotPassword', input);
  if (code && refusal === 'CodeMismatchException') code.wrong += 1;
  if (!ok || !account) return;
  Object.assign(account, { status: 'CONFIRMED', failures: 0 });
  person.passwords.push(Password);
  retire(person, 'resetCode');
};

const later: Take = async (walk, _, { pick }) => {
  const seconds = jumps[pick % jumps.length]!;
  await walk.service.pools.advance(seconds);
  walk.now += seconds;
};

export const steps = {
  signUp,
  adminCreate,
  confirm,
  resend,
  adminConfirm,
  signIn,
  beginByCode,
  answer,
  getUser: withHeld(getUser),
  refresh: withHeld(refresh),
  revoke,
  signOut,
  deleteOneself,
  changePassword,
  adminSignOut: administered('AdminUserGlobalSignOut', (account) => {
    account.epoch += 1;
  }),
  disable: administered('AdminDisableUser', (account) => {
    account.enabled = false;
    account.epoch += 1;
  }),
  enable: administered('AdminEnableUser', (account) => {
    account.enabled = true;
  }),
  adminDelete: administered('AdminDeleteUser', (_, person) => {
    forget(person);
  }),
  adminReset,
  adminSetPassword,
  forgot,
  confirmForgot,
  later,
} as const;

type Kind = keyof typeof steps;

const everything = Object.keys(steps) as Kind[];
const withTokens = [
  ...(['getUser', 'refresh', 'refresh', 'refresh', 'refresh', 'revoke', 'signOut'] as const),
  ...(['changePassword', 'deleteOneself'] as const),
];
const forConfirmed = [
  ...(['signIn', 'signIn', 'signIn', 'beginByCode', 'forgot', 'adminReset', 'adminSetPassword'] as const),
  ...(['disable', 'adminSignOut', 'later', 'adminDelete'] as const),
];

/** What leads further from where somebody is. */
function sensibleFor({ account }: Person, { held, sessions }: Walk): readonly Kind[] {
  if (!account) return ['signUp', 'signUp', 'adminCreate'];
  const open = sessions.some(({ spent, sub }) => !spent && sub === account.sub);
  const codes: readonly Kind[] = account.resetCode ? ['confirmForgot', 'confirmForgot', 'forgot'] : [];
  const more: readonly Kind[] = [
    ...(held.some(({ family }) => family.sub === account.sub) ? withTokens : []),
    ...(open ? (['answer', 'answer', 'answer'] as const) : []),
    ...(account.enabled ? [] : (['enable', 'enable', 'enable'] as const)),
    // A code that was used or superseded is worth another try.
    ...codes,
  ];
  if (account.status === 'UNCONFIRMED') return ['confirm', 'confirm', 'confirm', 'resend', 'signIn', ...more];
  if (account.status === 'FORCE_CHANGE_PASSWORD') return ['signIn', 'signIn', 'adminSetPassword', ...more];
  return [...forConfirmed, 'confirmForgot', ...more];
}
