import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { FirstFactor, Progress } from '../sign-in';
import { kindOf, type Kind, type Method } from './acr';

type Completed = Pick<Progress, 'first' | 'passed' | 'roaming'>;
type Passed = FirstFactor | ChallengeNameType;

/** What each passed factor or challenge proves; a passkey, when its authenticator is part of the device. */
const proves: Readonly<Partial<Record<Passed, Method>>> = {
  PASSWORD: 'pwd',
  PASSWORD_VERIFIER: 'pwd',
  EMAIL_OTP: 'email_otp',
  SMS_OTP: 'sms',
  SMS_MFA: 'sms',
  SOFTWARE_TOKEN_MFA: 'otp',
  WEB_AUTHN: 'swk',
};

/** What a sign-in counts as, when an earlier one has proved this much. */
const credits: Readonly<Record<Kind, { readonly first?: FirstFactor; readonly passed: ChallengeNameType }>> =
  {
    pwd: { first: 'PASSWORD', passed: 'PASSWORD' },
    key: { first: 'WEB_AUTHN', passed: 'WEB_AUTHN' },
    email_otp: { first: 'EMAIL_OTP', passed: 'EMAIL_OTP' },
    sms: { first: 'SMS_OTP', passed: 'SMS_MFA' },
    otp: { passed: 'SOFTWARE_TOKEN_MFA' },
  };

/** The methods that a sign-in has completed, in order, each once. */
export function methodsOf({ first, passed, roaming }: Completed): readonly Method[] {
  const all: readonly Passed[] = [...(first === undefined ? [] : [first]), ...passed];
  const methods = new Set(all.flatMap((name) => proves[name] ?? []));
  return [...methods].map((method) => (method === 'swk' && roaming === true ? 'hwk' : method));
}

/** The progress of a sign-in that goes on from these methods. */
export function progressFrom(methods: readonly Method[]): Completed {
  const credited = methods.map((method) => credits[kindOf(method)]);
  const first = credited.find((credit) => credit.first)?.first;
  return {
    passed: credited.map(({ passed }) => passed),
    ...(first ? { first } : {}),
    ...(methods.includes('hwk') ? { roaming: true } : {}),
  };
}
