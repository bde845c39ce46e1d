import { day, newPassword, type Family, type HeldSession, type Person } from './people';
import { all, sessionLives, unlocked, type Verdict } from './rules';
import { codeGiven, failed, passwordGiven } from './secrets-given';
import type { Answer } from './service';
import type { Step, Take, Walk } from './walk';

export const signIn: Take = async (walk, person, { given, pick }) => {
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

export const beginByCode: Take = async (walk, person) => {
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

export const answer: Take = async (walk, _, { pick, given }) => {
  const session = walk.sessions[pick % Math.max(1, walk.sessions.length)];
  if (session) await answerSession(walk, session, given);
};

export async function answerSession(walk: Walk, session: HeldSession, given: Step['given']): Promise<void> {
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
