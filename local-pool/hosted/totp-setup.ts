import type {
  AssociateSoftwareTokenCommandOutput,
  VerifySoftwareTokenCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { listIn } from './challenge-forms';
import type { PutChallenge } from './challenge-page';
import { PageError } from './oauth-error';
import { callOperation } from './operations';
import type { HostedParts, HostedRequest } from './request';

/**
 * MFA_SETUP with an authenticator app, where the pool has that: the first of its two operations is called before the page is
 * shown, since the page shows the secret.
 *
 * @returns any other challenge, and the set-up of codes by e-mail, as it is
 * @throws PageError when there is nothing that can be set up here
 */
export async function putTotpSetup(
  { parts, request }: { readonly parts: HostedParts; readonly request: HostedRequest },
  put: PutChallenge,
): Promise<PutChallenge> {
  if (put.name !== 'MFA_SETUP') return put;
  const methods = listIn(put.parameters['MFAS_CAN_SETUP']);
  if (!methods.includes('SOFTWARE_TOKEN_MFA')) {
    // A phone number cannot be set up on the way in: an administrator has to.
    if (!methods.includes('EMAIL_OTP')) throw new PageError('unavailable');
    return put;
  }
  const output = await callOperation(parts, request, 'AssociateSoftwareToken', { Session: put.session });
  const { SecretCode, Session } = output as AssociateSoftwareTokenCommandOutput;
  return { ...put, session: Session ?? '', setupSecret: SecretCode };
}

/**
 * The second operation, with the code that the app shows.
 *
 * @returns the Session that answers MFA_SETUP
 * @throws PoolError EnableSoftwareTokenMFAException for a wrong code
 */
export async function verifyTotp(
  parts: HostedParts,
  request: HostedRequest,
  session: string,
): Promise<string> {
  const input = { Session: session, UserCode: (request.form.get('code') ?? '').trim() };
  const output = await callOperation(parts, request, 'VerifySoftwareToken', input);
  return (output as VerifySoftwareTokenCommandOutput).Session ?? '';
}
