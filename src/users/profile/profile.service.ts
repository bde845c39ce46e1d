import {
  DeleteUserCommand,
  GetUserCommand,
  type GetUserResponse,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import {
  attributeList,
  attributesFrom,
  type AttributePatch,
  type Attributes,
} from '../../cognito/attributes';
import { deliveryFrom } from '../../cognito/code-delivery.dto';
import { accountIn } from '../../cognito/accounts';
import { Administrators } from '../../cognito/administrators';
import { AttributeRules } from '../../cognito/attributes-rules';
import type { AttributeSchema } from '../../cognito/attributes-schema';
import { Cognito } from '../../cognito/cognito';
import { mfaFrom } from '../../cognito/mfa-methods.dto';
import { UserPool } from '../../cognito/user-pool';
import type { Caller } from '../../common/access/caller';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { ADMINISTRATORS } from '../../common/access/roles';
import type { ProfileResponse, UpdateProfileResponse } from './profile.dto';
import { deletedAddresses, keepSignInAddress } from './sign-in-address';

/** What signed-in users do with their own account. All calls go out under the user's own access token. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly cognito: Cognito,
    private readonly userPool: UserPool,
    private readonly revocations: Revocations,
    private readonly rules: AttributeRules,
    private readonly administrators: Administrators,
  ) {}

  /** Reads the account; the groups are those of the token, since Cognito does not tell users theirs. */
  async read(caller: Caller): Promise<ProfileResponse> {
    const [user, schema] = await Promise.all([this.getUser(caller), this.rules.schema()]);
    return profileOf(caller, user, schema);
  }

  /**
   * Changes attributes and tells what they are now.
   *
   * One call for all of it, because a blank value deletes: with DeleteUserAttributes beside it half of a change could fail.
   *
   * @throws AppError `attribute_not_writable`, `invalid_attributes`, `alias_exists`, `code_delivery_failed`
   */
  async update(caller: Caller, patch: AttributePatch): Promise<UpdateProfileResponse> {
    await this.rules.check({ writer: 'person', attributes: patch, creating: false });
    if (deletedAddresses(patch).length > 0) await this.keepSignInAddress(caller, patch);
    const { CodeDeliveryDetailsList } = await this.cognito.send(
      new UpdateUserAttributesCommand({
        AccessToken: caller.accessToken,
        UserAttributes: attributeList(patch),
      }),
    );
    return {
      attributes: await this.attributes(caller),
      deliveries: (CodeDeliveryDetailsList ?? []).flatMap((details) => deliveryFrom(details) ?? []),
    };
  }

  /**
   * Deletes the account for good, and ends all its tokens.
   *
   * @throws AppError `last_administrator`
   */
  async delete(caller: Caller): Promise<void> {
    const { accessToken, sub, groups, issuedAt } = caller;
    if (groups.includes(ADMINISTRATORS)) await this.administrators.depose(caller);
    const deleted = this.cognito.send(new DeleteUserCommand({ AccessToken: accessToken }));
    await endingTokens(deleted, () => this.revocations.revokeUser(sub, issuedAt));
  }

  private async keepSignInAddress(caller: Caller, patch: AttributePatch): Promise<void> {
    const { pool } = await this.userPool.describe();
    keepSignInAddress(pool.UsernameAttributes ?? [], patch, await this.attributes(caller));
  }

  private async attributes(caller: Caller): Promise<Attributes> {
    const [user, schema] = await Promise.all([this.getUser(caller), this.rules.schema()]);
    return attributesFrom(user.UserAttributes, schema).attributes;
  }

  private getUser({ accessToken: AccessToken }: Caller): Promise<GetUserResponse> {
    return this.cognito.send(new GetUserCommand({ AccessToken }));
  }
}

function profileOf(
  caller: Caller,
  user: GetUserResponse,
  schema: AttributeSchema | undefined,
): ProfileResponse {
  const { attributes } = attributesFrom(user.UserAttributes, schema);
  const accountId = accountIn(attributes) ?? caller.accountId;
  return {
    sub: caller.sub,
    username: user.Username ?? caller.username,
    attributes,
    groups: [...caller.groups],
    ...(accountId === undefined ? {} : { accountId }),
    mfa: mfaFrom(user),
  };
}
