import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Answers, ChallengeName } from '../../../client/src/challenge.ts';
import { challengeRow } from '../../../src/auth/sign-in/challenge-table';
import { ways } from './ways';

/** Of a union of types, the members of all of them. */
type Member<T> = T extends T ? keyof T : never;

/**
 * What the typed client answers: this does not compile when the client has another challenge or lacks one, nor with a field that the
 * client does not know.
 */
const answersOfClient: { readonly [Name in ChallengeName]: readonly Member<Answers[Name]>[] } = {
  NEW_PASSWORD_REQUIRED: ['newPassword', 'attributes'],
  SMS_MFA: ['code'],
  SMS_OTP: ['code'],
  EMAIL_OTP: ['code'],
  SOFTWARE_TOKEN_MFA: ['code'],
  SELECT_MFA_TYPE: ['choice'],
  MFA_SETUP: ['email'],
  PASSWORD_VERIFIER: ['signature', 'timestamp', 'secretBlock'],
  DEVICE_SRP_AUTH: ['srpA'],
  DEVICE_PASSWORD_VERIFIER: ['signature', 'timestamp', 'secretBlock'],
  SELECT_CHALLENGE: ['choice', 'password', 'srpA', 'credential'],
  PASSWORD: ['password'],
  PASSWORD_SRP: ['srpA'],
  WEB_AUTHN: ['credential'],
  CUSTOM_CHALLENGE: ['answer'],
};

/** The old name of a flow, which the SDK keeps among the challenges. */
const NOT_A_CHALLENGE = 'ADMIN_NO_SRP_AUTH';

const names = Object.values(ChallengeNameType)
  .filter((name) => name !== NOT_A_CHALLENGE)
  .sort();

it('the typed client knows every challenge of the SDK', () => {
  expect(Object.keys(answersOfClient).sort()).toEqual(names);
});

it.each(names)('%s can be answered with the fields that the typed client has', (name) => {
  expect(Object.keys(challengeRow(name).answer)).toEqual(answersOfClient[name]);
});

it('every challenge is walked through by the table of ways', () => {
  const walked = Object.keys(ways).map((name) => name.replace(/ \(.*\)$/, ''));
  expect([...new Set(walked)].sort()).toEqual(names);
});
