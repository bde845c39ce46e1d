import type {
  CompleteWebAuthnRegistrationCommandInput,
  CompleteWebAuthnRegistrationCommandOutput,
  DeleteWebAuthnCredentialCommandInput,
  DeleteWebAuthnCredentialCommandOutput,
  ListWebAuthnCredentialsCommandInput,
  ListWebAuthnCredentialsCommandOutput,
  StartWebAuthnRegistrationCommandInput,
  StartWebAuthnRegistrationCommandOutput,
  WebAuthnCredentialDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { registrationFrom, type RegistrationCredential } from '../passkeys/credential';
import { creationOptions } from '../passkeys/options';
import type { PasskeyRecord } from '../passkeys/passkey-record';
import { passkeysOf } from '../passkeys/passkeys-of-user';
import { openRegistration, takeRegistration } from '../passkeys/registration-challenge';
import {
  checkPasskeysEnabled,
  needsUserVerification,
  relyingPartyOf,
  requireRelyingParty,
} from '../passkeys/relying-party';
import {
  relyingPartyMismatch,
  verifyRegistration,
  type NewPasskey,
  type RegistrationTerms,
} from '../passkeys/verify-registration';
import { PoolError } from '../pool-error';
import type { UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import type { TokenSubject } from '../tokens/claims';
import { fromArray, takePage } from './cursor';

/** Most passkeys of a user. */
const most = 20;
/** How long a browser may take over a registration, in ms. */
const timeout = 60_000;

const startRegistration: Operation<
  StartWebAuthnRegistrationCommandInput,
  StartWebAuthnRegistrationCommandOutput
> = (input, context) =>
  withAccess(context, input.AccessToken, (subject) => {
    const { pool, user } = subject;
    checkPasskeysEnabled(pool);
    const relyingPartyId = requireRelyingParty(context, pool);
    checkMayHaveMore(context, user);
    const challenge = openRegistration(context, subject, relyingPartyId);
    const credentials = passkeysOf(context, user).filter(
      (passkey) => passkey.relyingPartyId === relyingPartyId,
    );
    const options = creationOptions({ pool, challenge, relyingPartyId, timeout, credentials }, user);
    // Plain JSON, which its interface does not say.
    return { CredentialCreationOptions: options as unknown as CreationOptions };
  });

type CreationOptions = StartWebAuthnRegistrationCommandOutput['CredentialCreationOptions'];

/** Verifying takes its time: the token is looked at before it and again after it. */
const completeRegistration: Operation<
  CompleteWebAuthnRegistrationCommandInput,
  CompleteWebAuthnRegistrationCommandOutput
> = async (input, context) => {
  const [credential, terms] = await withAccess(context, input.AccessToken, (subject) =>
    registrationOf(context, subject, input.Credential),
  );
  const passkey = await verifyRegistration(credential, terms);
  return withAccess(context, input.AccessToken, (subject) => {
    putPasskey(context, subject, passkey);
    return {};
  });
};

/** Every passkey of the user, also those for a relying party that the pool had before. */
const listCredentials: Operation<
  ListWebAuthnCredentialsCommandInput,
  ListWebAuthnCredentialsCommandOutput
> = (input, context) =>
  withAccess(context, input.AccessToken, ({ user }) => {
    const list = `ListWebAuthnCredentials ${user.sub}`;
    const request = { list, token: input.NextToken, limit: input.MaxResults };
    const { items, next } = takePage(context, request, order, fromArray(passkeysOf(context, user), order));
    return { Credentials: items.map(description), NextToken: next };
  });

const deleteCredential: Operation<
  DeleteWebAuthnCredentialCommandInput,
  DeleteWebAuthnCredentialCommandOutput
> = (input, context) =>
  withAccess(context, input.AccessToken, ({ user }) => {
    const { passkeys } = context.store;
    const passkey = passkeys.get(`${user.sub}/${input.CredentialId ?? ''}`);
    if (!passkey) throw new PoolError('ResourceNotFoundException', 'Passkey not found.');
    passkeys.delete(passkey.id);
    return {};
  });

/** A user's own passkeys. */
export const passkeyOperations = {
  StartWebAuthnRegistration: startRegistration,
  CompleteWebAuthnRegistration: completeRegistration,
  ListWebAuthnCredentials: listCredentials,
  DeleteWebAuthnCredential: deleteCredential,
} satisfies OperationTable;

/**
 * The credential that a registration ends with, and what it has to prove.
 *
 * @throws PoolError WebAuthnNotEnabledException, InvalidParameterException, WebAuthnChallengeNotFoundException,
 *   WebAuthnClientMismatchException; WebAuthnRelyingPartyMismatchException when the pool's relying party has changed meanwhile
 */
function registrationOf(
  context: PoolContext,
  subject: TokenSubject,
  document: unknown,
): [RegistrationCredential, RegistrationTerms] {
  const { pool } = subject;
  checkPasskeysEnabled(pool);
  const credential = registrationFrom(document);
  const relyingPartyId = takeRegistration(context, subject, credential.clientData.challenge);
  if (relyingPartyId !== relyingPartyOf(context, pool)) throw relyingPartyMismatch();
  return [credential, { relyingPartyId, userVerification: needsUserVerification(pool) }];
}

/** @throws PoolError LimitExceededException */
function checkMayHaveMore(context: PoolContext, { sub }: UserRecord): void {
  if (context.store.passkeys.count('user', sub) < most) return;
  throw new PoolError('LimitExceededException', `A user can have ${most} passkeys.`);
}

/** A credential belongs to one user (WebAuthn, section 7.1): otherwise one could take the place of another's. */
function putPasskey(context: PoolContext, { pool, user }: TokenSubject, passkey: NewPasskey): void {
  const { passkeys } = context.store;
  checkMayHaveMore(context, user);
  if (passkeys.count('credential', `${pool.id}/${passkey.credentialId}`) > 0) {
    throw invalidParameter('The credential is registered already.');
  }
  passkeys.put({
    id: `${user.sub}/${passkey.credentialId}`,
    poolId: pool.id,
    sub: user.sub,
    ...passkey,
    createdAt: context.clock.now(),
  });
}

function order({ createdAt, credentialId }: PasskeyRecord): string {
  return `${String(createdAt).padStart(16, '0')}/${credentialId}`;
}

function description(passkey: PasskeyRecord): WebAuthnCredentialDescription {
  return {
    CredentialId: passkey.credentialId,
    FriendlyCredentialName: passkey.name,
    RelyingPartyId: passkey.relyingPartyId,
    AuthenticatorAttachment: passkey.attachment,
    AuthenticatorTransports: [...passkey.transports],
    CreatedAt: new Date(passkey.createdAt),
  };
}
