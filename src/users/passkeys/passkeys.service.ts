import {
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  StartWebAuthnRegistrationCommand,
  type WebAuthnCredentialDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { DocumentType } from '@smithy/types';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { pageOf } from '../../cognito/paging';
import type { Caller } from '../../common/access/caller';
import { AppError } from '../../common/errors/app-error';
import type { Page } from '../../common/http/page';
import { ownName } from '../own-name';
import type { Passkey, PasskeysQuery } from './passkeys.dto';

/** Passkeys of the signed-in user. */
@Injectable()
export class PasskeysService {
  constructor(private readonly cognito: Cognito) {}

  /** @throws AppError `invalid_cursor` */
  list({ sub, accessToken }: Caller, { limit, cursor }: PasskeysQuery): Promise<Page<Passkey>> {
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new ListWebAuthnCredentialsCommand({
          AccessToken: accessToken,
          MaxResults: limit,
          NextToken: token,
        }),
      );
      return { items: answer.Credentials, token: answer.NextToken };
    };
    return pageOf(`passkeys ${sub}`, cursor, read, passkeyFrom);
  }

  /**
   * What `navigator.credentials.create` takes.
   *
   * @throws AppError `limit_exceeded` (20 passkeys)
   */
  async options(caller: Caller): Promise<Record<string, unknown>> {
    const { CredentialCreationOptions: options } = await this.cognito.send(
      new StartWebAuthnRegistrationCommand({ AccessToken: caller.accessToken }),
    );
    if (!isObject(options) || !isObject(options['user'])) throw new AppError('upstream_invalid_response');
    // By these two the authenticator shows the passkey, and by nothing else is it found: Cognito puts the username into them.
    const name = await ownName(this.cognito, caller);
    return { ...options, user: { ...options['user'], name, displayName: name } };
  }

  /**
   * Keeps the passkey that the browser has made.
   *
   * @throws AppError `passkey_challenge_expired`, `passkey_invalid`, `passkey_refused`, `limit_exceeded` (20 passkeys)
   */
  async register({ accessToken }: Caller, credential: Record<string, unknown>): Promise<void> {
    await this.cognito.send(
      new CompleteWebAuthnRegistrationCommand({
        AccessToken: accessToken,
        // It came as JSON, which is what a document is.
        Credential: credential as DocumentType,
      }),
    );
  }

  /** @throws AppError `resource_not_found` */
  async delete({ accessToken }: Caller, credentialId: string): Promise<void> {
    await this.cognito.send(
      new DeleteWebAuthnCredentialCommand({ AccessToken: accessToken, CredentialId: credentialId }),
    );
  }
}

function isObject(document: DocumentType | undefined): document is Record<string, DocumentType> {
  return typeof document === 'object' && document !== null && !Array.isArray(document);
}

function passkeyFrom(description: WebAuthnCredentialDescription): Passkey {
  const { AuthenticatorAttachment: attachment } = description;
  return {
    credentialId: answered(description.CredentialId),
    name: description.FriendlyCredentialName ?? '',
    relyingPartyId: description.RelyingPartyId ?? '',
    ...(attachment === undefined ? {} : { attachment }),
    transports: [...(description.AuthenticatorTransports ?? [])],
    createdAt: answered(description.CreatedAt).toISOString(),
  };
}
