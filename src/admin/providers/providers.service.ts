import {
  AdminDisableProviderForUserCommand,
  type AdminGetUserResponse,
  AdminLinkProviderForUserCommand,
  AdminUserGlobalSignOutCommand,
  type ProviderUserIdentifierType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { attributesFrom } from '../../cognito/attributes';
import { Cognito } from '../../cognito/cognito';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { AppError } from '../../common/errors/app-error';
import { halfDone } from '../half-done';
import { UsersService } from '../users/users.service';
import { identitiesOf, type LinkedIdentity } from './identities';
import {
  type LinkProviderRequest,
  type ProviderIdentity,
  SUBJECT,
  type UnlinkProviderQuery,
} from './providers.dto';

/** What Cognito calls the pool's own users. */
const OWN_USERS = 'Cognito';

/** External identities of others. Every method throws AppError `user_not_found`. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Lets an external identity sign in as a user.
   *
   * @throws AppError `conflict` for one that signs in as somebody already, `limit_exceeded`, `invalid_parameter` for a provider that the
   *   user pool does not have
   */
  async link(
    name: string,
    { provider, userId, attribute = SUBJECT }: LinkProviderRequest,
  ): Promise<ProviderIdentity> {
    const user = await this.users.find(name);
    await this.cognito.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: this.cognito.userPoolId,
        DestinationUser: destinationOf(user),
        SourceUser: identifier({ provider, userId, attribute }),
      }),
    );
    return { provider, userId, attribute };
  }

  /**
   * Takes the identities at a provider from a user, and ends all sessions: who has signed in with them is out.
   *
   * @throws AppError `resource_not_found` for what the user does not have, `conflict` for the last way to sign in
   */
  async unlink(
    name: string,
    provider: string,
    { userId, attribute = SUBJECT }: UnlinkProviderQuery,
  ): Promise<void> {
    const user = await this.users.find(name);
    const identities = identitiesOf(user);
    const isMeant = (identity: LinkedIdentity): boolean =>
      identity.provider === provider && (userId === undefined || identity.userId === userId);
    const meant = identities.filter(isMeant);
    // Cognito is told of the identity alone: it would take one of anybody.
    if (meant.length === 0) throw new AppError('resource_not_found');
    if (meant.length === identities.length) refuseLastWay(user);
    for (const [index, identity] of meant.entries()) await this.disable(identity, attribute, index > 0, user);
    await this.endSessions(user);
  }

  /** @param further whether another one has been unlinked before */
  private async disable(
    { provider, userId }: LinkedIdentity,
    attribute: string,
    further: boolean,
    user: AdminGetUserResponse,
  ): Promise<void> {
    const disabled = this.cognito.send(
      new AdminDisableProviderForUserCommand({
        UserPoolId: this.cognito.userPoolId,
        User: identifier({ provider, userId, attribute }),
      }),
    );
    try {
      await endingTokens(disabled, () => this.revocations.revokeUser(subOf(user)));
    } catch (error) {
      if (!further) throw error;
      throw halfDone(
        error,
        'Not all identities have been unlinked, and sessions may still be open. Try again.',
      );
    }
  }

  /** Access tokens have been ended with the identity. */
  private async endSessions({ Username }: AdminGetUserResponse): Promise<void> {
    try {
      await this.cognito.send(
        new AdminUserGlobalSignOutCommand({ UserPoolId: this.cognito.userPoolId, Username }),
      );
    } catch (error) {
      throw halfDone(
        error,
        'The identity has been unlinked, but sessions may still be open. Sign the user out.',
      );
    }
  }
}

/** Who has come from a provider has no name of the pool's own. */
function destinationOf(user: AdminGetUserResponse): ProviderUserIdentifierType {
  const primary = identitiesOf(user).find((identity) => identity.primary);
  if (user.UserStatus !== 'EXTERNAL_PROVIDER' || primary === undefined)
    return { ProviderName: OWN_USERS, ProviderAttributeValue: answered(user.Username) };
  return identifier({ ...primary, attribute: SUBJECT });
}

/** @throws AppError `conflict` for a user who has no password of the pool's */
function refuseLastWay({ UserStatus }: AdminGetUserResponse): void {
  if (UserStatus !== 'EXTERNAL_PROVIDER') return;
  throw new AppError('conflict', {
    detail:
      'It is the only way in which the user can sign in. Set a password or link another identity first, or delete the user.',
  });
}

function identifier({ provider, userId, attribute }: ProviderIdentity): ProviderUserIdentifierType {
  return {
    ProviderName: provider,
    ProviderAttributeName: attribute,
    ProviderAttributeValue: userId,
  };
}

const subOf = ({ UserAttributes }: AdminGetUserResponse): string =>
  answered(attributesFrom(UserAttributes).sub);
