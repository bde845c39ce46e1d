import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  type AdminGetUserResponse,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { accountIn, type Identity, knownUser } from '../../cognito/accounts';
import { Administrators } from '../../cognito/administrators';
import { attributeList, type AttributePatch } from '../../cognito/attributes';
import { AttributeRules } from '../../cognito/attributes-rules';
import { Cognito } from '../../cognito/cognito';
import { AppError } from '../../common/errors/app-error';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { halfDone } from '../half-done';
import { type AdminUser, singleUserFrom } from './admin-user.dto';
import { MembershipsService } from './memberships.service';

/** A user by a name, which may mean another one a moment later, or as somebody who has been looked up already. */
export type UserOrName = Identity | string;

/** Single users: reading, changing and deleting them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly cognito: Cognito,
    private readonly memberships: MembershipsService,
    private readonly revocations: Revocations,
    private readonly rules: AttributeRules,
    private readonly administrators: Administrators,
  ) {}

  /**
   * @param within the account that the user must belong to; any when left out
   * @throws AppError `user_not_found`
   */
  async get(username: string, within?: string): Promise<AdminUser> {
    const [user, groups, schema] = await Promise.all([
      this.find(username),
      this.memberships.list(username),
      this.rules.schema(),
    ]);
    const found = singleUserFrom(user, groups, schema);
    if (within !== undefined && accountIn(found.attributes) !== within) throw new AppError('user_not_found');
    return found;
  }

  /**
   * Changes attributes and gives the user as it is then. One call for all of it, because a blank value deletes.
   *
   * @throws AppError `user_not_found`, `attribute_not_writable`, `invalid_attributes`, `alias_exists`
   */
  async update(of: UserOrName, attributes: AttributePatch): Promise<AdminUser> {
    await this.rules.check({ writer: 'admin', attributes, creating: false });
    const user = await this.identify(of);
    await this.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: this.cognito.userPoolId,
        Username: user.username,
        UserAttributes: attributeList(attributes),
      }),
    );
    return this.get(user.username);
  }

  /**
   * Deletes the user for good; access tokens end here at once.
   *
   * @throws AppError `user_not_found`, `last_administrator`
   */
  async delete(of: UserOrName): Promise<void> {
    const user = await this.identify(of);
    const deposed = await this.administrators.depose(user);
    const deleted = this.cognito.send(
      new AdminDeleteUserCommand({ UserPoolId: this.cognito.userPoolId, Username: user.username }),
    );
    try {
      await endingTokens(deleted, () => this.revocations.revokeUser(user.sub));
    } catch (error) {
      if (!deposed) throw error;
      throw halfDone(
        error,
        'The user is no administrator any more, but may still be there. Delete them again.',
      );
    }
  }

  /** @throws AppError `user_not_found` */
  find(username: string): Promise<AdminGetUserResponse> {
    return this.cognito.send(
      new AdminGetUserCommand({ UserPoolId: this.cognito.userPoolId, Username: username }),
    );
  }

  /**
   * Whom a name means now. An e-mail address may move to another user between two calls: what takes several goes on with this. Who has
   * been looked up already is not asked for again.
   *
   * @throws AppError `user_not_found`
   */
  async identify(user: UserOrName): Promise<Identity> {
    return typeof user === 'string' ? knownUser(await this.find(user)) : user;
  }
}
