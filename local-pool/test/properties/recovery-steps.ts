import { hour, newPassword } from './people';
import { all, codeWorks } from './rules';
import { codeGiven, retire, sent } from './secrets-given';
import type { Take } from './walk';

export const adminReset: Take = async (walk, person) => {
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

export const adminSetPassword: Take = async (walk, person, { given }) => {
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

export const forgot: Take = async (walk, person) => {
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

export const confirmForgot: Take = async (walk, person, step) => {
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
