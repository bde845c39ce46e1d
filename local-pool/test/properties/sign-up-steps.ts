import { day, newPassword, type Account, type Person } from './people';
import { all, codeWorks } from './rules';
import { codeGiven, retire, sent } from './secrets-given';
import type { Take, Walk } from './walk';

export const signUp: Take = async (walk, person) => {
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

export const adminCreate: Take = async (walk, person) => {
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

export const confirm: Take = async (walk, person, step) => {
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

export const resend: Take = async (walk, person) => {
  const { account } = person;
  const verdict = account?.status === 'UNCONFIRMED' && account.enabled;
  const input = { ClientId: walk.service.open, Username: person.username };
  const { ok } = await walk.expect(person, verdict, 'ResendConfirmationCode', input);
  if (!ok || !account) return;
  retire(person, 'signUpCode');
  account.signUpCode = sent(walk, person);
};

export const adminConfirm: Take = async (walk, person) => {
  const { account } = person;
  const input = { UserPoolId: walk.service.poolId, Username: person.username };
  const { ok } = await walk.expect(person, account?.status === 'UNCONFIRMED', 'AdminConfirmSignUp', input);
  if (!ok || !account) return;
  account.status = 'CONFIRMED';
  retire(person, 'signUpCode');
};
