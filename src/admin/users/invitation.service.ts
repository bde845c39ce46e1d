import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  DeliveryMediumType,
  MessageActionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../../cognito/accounts';
import { answered } from '../../cognito/answered';
import { attributeList, attributesFrom } from '../../cognito/attributes';
import { AttributeRules } from '../../cognito/attributes-rules';
import { Cognito } from '../../cognito/cognito';
import { ACCOUNT_ATTRIBUTE } from '../../cognito/protected-attributes';
import { UserPool } from '../../cognito/user-pool';
import { AppError } from '../../common/errors/app-error';
import type { ErrorCode } from '../../common/errors/error-table';
import { GroupsService } from '../groups/groups.service';
import { halfDone } from '../half-done';
import { type AdminUser, type ListedUser, userFrom } from './admin-user.dto';
import { MembershipsService } from './memberships.service';
import { temporaryPassword } from './temporary-password';
import type { InviteUserRequest } from './users.dto';
import { UsersService } from './users.service';

/** Who invites. */
export interface Inviter {
  /** What they hold. */
  readonly groups: readonly string[];
  /** The account that they are kept to, and their guests with them; undefined for somebody who reaches all. */
  readonly within: string | undefined;
}

/** Failures after which a user may be there: Cognito stores it before it sends anything, and an answer can be lost. */
const MAY_BE_MADE: ReadonlySet<ErrorCode> = new Set([
  'code_delivery_failed',
  'upstream_timeout',
  'upstream_invalid_response',
]);

/** Makes users and sends them their temporary password. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly cognito: Cognito,
    private readonly userPool: UserPool,
    private readonly users: UsersService,
    private readonly groups: GroupsService,
    private readonly memberships: MembershipsService,
    private readonly rules: AttributeRules,
    private readonly accounts: Accounts,
  ) {}

  /**
   * Makes a user with account and groups, or none at all. Groups are looked up first, since an invitation cannot be called back.
   *
   * @throws AppError `forbidden` for groups that the inviter may not give and for an account that is not theirs; `username_exists`, `alias_exists`, `group_not_found`, `invalid_attributes`, `attribute_not_writable`,
   *   `password_policy`, `code_delivery_failed`
   */
  async invite(request: InviteUserRequest, inviter: Inviter): Promise<AdminUser> {
    const { groups = [], attributes = {} } = request;
    const accountId = accountFor(request, inviter);
    await this.rules.check({ writer: 'admin', attributes, creating: true });
    if (accountId !== undefined) await this.rules.checkAccount(accountId, true);
    for (const group of groups) await this.memberships.refuseBeyond(inviter.groups, group);
    await Promise.all(groups.map((group) => this.groups.get(group)));
    const user = await this.create(request, accountId);
    await this.join(user.username, groups);
    return { ...user, groups: [...groups] };
  }

  /**
   * Sends the invitation again, with a new temporary password that lives as long as the first one did.
   *
   * @throws AppError `user_not_found`, `conflict` when the invitation has been accepted
   */
  async resend(username: string): Promise<void> {
    const { Username, UserAttributes } = await this.users.find(username);
    const { attributes } = attributesFrom(UserAttributes);
    const { pool } = await this.userPool.describe();
    // Where people sign in with an address, Cognito wants the address here and not the username it made up.
    const named = (pool.UsernameAttributes ?? [])
      .map((name) => attributes[name])
      .find((value) => value !== undefined);
    await this.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: this.cognito.userPoolId,
        Username: String(named ?? Username),
        MessageAction: MessageActionType.RESEND,
        // Cognito's default is SMS, also for users without a phone number.
        DesiredDeliveryMediums: [attributes['email'] === undefined ? 'SMS' : 'EMAIL'],
      }),
    );
  }

  private async create(request: InviteUserRequest, accountId: string | undefined): Promise<ListedUser> {
    const schema = await this.rules.schema();
    const creation = await this.creation(request, accountId);
    try {
      const { User } = await this.cognito.send(new AdminCreateUserCommand(creation));
      return userFrom(answered(User), schema);
    } catch (error) {
      if (!(error instanceof AppError) || !MAY_BE_MADE.has(error.code)) throw error;
      throw halfDone(
        error,
        'The user may have been made, with its account but in no group. Look it up, add the groups and resend the invitation.',
      );
    }
  }

  private async creation(
    request: InviteUserRequest,
    accountId: string | undefined,
  ): Promise<AdminCreateUserCommandInput> {
    const { username, attributes, delivery = DeliveryMediumType.EMAIL } = request;
    const account = accountId === undefined ? {} : { [ACCOUNT_ATTRIBUTE]: accountId };
    return {
      UserPoolId: this.cognito.userPoolId,
      Username: username,
      UserAttributes: attributeList({ ...attributes, ...account }),
      TemporaryPassword: request.temporaryPassword ?? (await this.invented(delivery)),
      ...(delivery === 'NONE'
        ? { MessageAction: MessageActionType.SUPPRESS }
        : { DesiredDeliveryMediums: [delivery] }),
    };
  }

  /**
   * In a pool where a code is enough to sign in, Cognito makes users without a password and sends them nothing: an invitation that
   * was asked for would never come. With a password it does.
   */
  private async invented(delivery: string): Promise<string | undefined> {
    if (delivery === 'NONE') return undefined;
    const { pool } = await this.userPool.describe();
    const factors = pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
    const byCode = factors.includes('EMAIL_OTP') || factors.includes('SMS_OTP');
    return byCode ? temporaryPassword(pool.Policies?.PasswordPolicy?.MinimumLength) : undefined;
  }

  /** Adds a user who has just been made to groups; if that fails, the user is taken back rather than left half made. */
  private async join(username: string, groups: readonly string[]): Promise<void> {
    try {
      for (const group of groups) await this.memberships.add(username, group);
    } catch (error) {
      // Safe to delete: the user is seconds old and nobody else's, and the caller is told that nothing was made.
      await this.takeBack(username, error);
      throw error;
    }
  }

  private async takeBack(username: string, reason: unknown): Promise<void> {
    try {
      await this.accounts.unmake(username);
    } catch {
      // The reason of the first failure says more than that of the second, which the door has counted.
      throw halfDone(
        reason,
        'The user has been made, but is not in all of the groups. Add the groups, or delete the user.',
      );
    }
  }
}

/**
 * Whoever is kept to an account invites into it, and nowhere else.
 *
 * @throws AppError `forbidden`
 */
function accountFor({ accountId }: InviteUserRequest, { within }: Inviter): string | undefined {
  if (within === undefined || accountId === undefined || accountId === within) return within ?? accountId;
  throw new AppError('forbidden', {
    errors: [{ field: 'accountId', message: 'must be your own account, or left out' }],
  });
}
