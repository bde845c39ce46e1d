import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  type AdminGetUserResponse,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { attributeList, attributesFrom, type AttributePatch } from '../../cognito/attributes';
import { Cognito } from '../../cognito/cognito';
import { refuseProtectedAttributes } from '../../cognito/protected-attributes';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { type AdminUser, singleUserFrom } from './admin-user.dto';
import { MembershipsService } from './memberships.service';

/** Names of one user that no change of attributes moves. */
export interface Identity {
  /** Cognito's own username. */
  readonly username: string;
  /** By which tokens are revoked. */
  readonly sub: string;
}

/** Single users: reading, changing and deleting them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly cognito: Cognito,
    private readonly memberships: MembershipsService,
    private readonly revocations: Revocations,
  ) {}

  /** @throws AppError `user_not_found` */
  async get(username: string): Promise<AdminUser> {
    const [user, groups] = await Promise.all([this.find(username), this.memberships.list(username)]);
    return singleUserFrom(
      user,
      groups.map(({ name }) => name),
    );
  }

  /**
   * Changes attributes and gives the user as it is then. One call for all of it, because a blank value deletes.
   *
   * @throws AppError `user_not_found`, `attribute_not_writable`, `invalid_attributes`, `alias_exists`
   */
  async update(username: string, patch: AttributePatch): Promise<AdminUser> {
    refuseProtectedAttributes('admin', patch);
    const user = await this.identify(username);
    await this.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: this.cognito.userPoolId,
        Username: user.username,
        UserAttributes: attributeList(patch),
      }),
    );
    return this.get(user.username);
  }

  /** Deletes the user for good; access tokens end here at once. */
  async delete(username: string): Promise<void> {
    const user = await this.identify(username);
    const deleted = this.cognito.send(
      new AdminDeleteUserCommand({ UserPoolId: this.cognito.userPoolId, Username: user.username }),
    );
    await endingTokens(deleted, () => this.revocations.revokeUser(user.sub));
  }

  /** @throws AppError `user_not_found` */
  find(username: string): Promise<AdminGetUserResponse> {
    return this.cognito.send(
      new AdminGetUserCommand({ UserPoolId: this.cognito.userPoolId, Username: username }),
    );
  }

  /**
   * Whom a name means now. An e-mail address may move to another user between two calls: what takes several goes on with this.
   *
   * @throws AppError `user_not_found`
   */
  async identify(name: string): Promise<Identity> {
    const { Username, UserAttributes } = await this.find(name);
    return { username: answered(Username), sub: answered(attributesFrom(UserAttributes).sub) };
  }
}
