import type {
  AssociateSoftwareTokenCommandOutput,
  VerifySoftwareTokenCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { listIn } from './challenge-forms';
import type { PutChallenge } from './challenge-page';
import { callOperation } from './operations';
import type { HostedParts, HostedRequest } from './request';

/**
 * MFA_SETUP with an authenticator app, where the pool has that: the first of its two operations is called before the page is
 * shown, since the page shows the secret.
 *
 * @returns any other challenge as it is
 */
export async function putTotpSetup(
  { parts, request }: { readonly parts: HostedParts; readonly request: HostedRequest },
  put: PutChallenge,
): Promise<PutChallenge> {
  const methods = listIn(put.parameters['MFAS_CAN_SETUP']);
  if (put.name !== 'MFA_SETUP' || !methods.includes('SOFTWARE_TOKEN_MFA')) return put;
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
