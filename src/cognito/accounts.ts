import {
  AdminDeleteUserCommand,
  type AdminGetUserResponse,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { endingTokens } from '../common/access/ending-tokens';
import { Revocations } from '../common/access/revocations';
import type { KnownUser } from '../common/access/user-directory';
import { answered } from './answered';
import { attributesFrom } from './attributes';
import { Cognito } from './cognito';
import { ACCOUNT_ATTRIBUTE } from './protected-attributes';

/** A user by names that no change of attributes moves. */
export type Identity = Pick<KnownUser, 'username' | 'sub'>;

/**
 * To which account (tenant) users belong: the one place that writes it, besides invitations, which make the user with it. Modules of a
 * team may use it too, for a sign-up of their own.
 */
@Injectable()
export class Accounts {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Gives a user an account, or takes it away. Their access tokens end at once, since they name the old one; refreshing gives new ones.
   *
   * @param accountId null for none
   * @throws AppError `user_not_found`, `invalid_attributes`, `attribute_not_writable` where the pool's attribute cannot be changed
   */
  async assign({ username, sub }: Identity, accountId: string | null): Promise<void> {
    const assigned = this.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: this.cognito.userPoolId,
        Username: username,
        UserAttributes: [{ Name: ACCOUNT_ATTRIBUTE, Value: accountId ?? '' }],
      }),
    );
    await endingTokens(assigned, () => this.revocations.revokeUser(sub));
  }

  /**
   * Gives an account to a user who has just been made, or unmakes the user: nobody is left without the account they signed up for.
   *
   * @param user made by this request: whoever exists longer would be deleted with all they have
   * @throws AppError as `assign`, after the user has been deleted; an AggregateError with both reasons when that failed too
   */
  async assignOrUnmake(user: Identity, accountId: string): Promise<void> {
    try {
      await this.assign(user, accountId);
    } catch (reason) {
      await this.unmake(user.username).catch((error: unknown) => {
        throw new AggregateError([reason, error], 'The user has been made, and belongs to no account');
      });
      throw reason;
    }
  }

  /** Deletes a user who has just been made. */
  async unmake(username: string): Promise<void> {
    await this.cognito.send(
      new AdminDeleteUserCommand({ UserPoolId: this.cognito.userPoolId, Username: username }),
    );
  }
}

/**
 * Reads what the guards need to know of a user.
 *
 * @throws AppError `upstream_invalid_response` when what every user has is missing
 */
export function knownUser({ Username, UserAttributes, Enabled }: AdminGetUserResponse): KnownUser {
  const { sub, attributes } = attributesFrom(UserAttributes);
  const accountId = accountIn(attributes);
  return {
    username: answered(Username),
    sub: answered(sub),
    enabled: Enabled !== false,
    ...(accountId === undefined ? {} : { accountId }),
  };
}

/** The account among somebody's attributes; a blank one is none. */
export function accountIn(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const value = attributes[ACCOUNT_ATTRIBUTE];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
