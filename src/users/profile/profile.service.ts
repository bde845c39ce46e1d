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
import { Cognito } from '../../cognito/cognito';
import { mfaFrom } from '../../cognito/mfa-methods.dto';
import { refuseProtectedAttributes } from '../../cognito/protected-attributes';
import { UserPool } from '../../cognito/user-pool';
import type { Caller } from '../../common/access/caller';
import { Revocations } from '../../common/access/revocations';
import { AppError } from '../../common/errors/app-error';
import type { ProfileResponse, UpdateProfileResponse } from './profile.dto';
import { deletedAddresses, keepSignInAddress } from './sign-in-address';

/** How long ago the sign-in may be for what cannot be undone, seconds. */
const FRESH_SIGN_IN = 300;

/** What signed-in users do with their own account. All calls go out under the user's own access token. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly cognito: Cognito,
    private readonly userPool: UserPool,
    private readonly revocations: Revocations,
  ) {}

  /** Reads the account; the groups are those of the token, since Cognito does not tell users theirs. */
  async read(caller: Caller): Promise<ProfileResponse> {
    return profileOf(caller, await this.getUser(caller));
  }

  /**
   * Changes attributes and tells what they are now.
   *
   * One call for all of it, because a blank value deletes: with DeleteUserAttributes beside it half of a change could fail.
   *
   * @throws AppError `attribute_not_writable`, `invalid_attributes`, `alias_exists`, `code_delivery_failed`
   */
  async update(caller: Caller, patch: AttributePatch): Promise<UpdateProfileResponse> {
    refuseProtectedAttributes('person', patch);
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
   * Deletes the account for good. A token that has been lying around is not enough.
   *
   * @throws AppError `reauthentication_required` when the sign-in is older than five minutes
   */
  async delete(caller: Caller): Promise<void> {
    const age = Date.now() / 1000 - caller.authTime;
    if (age > FRESH_SIGN_IN) throw new AppError('reauthentication_required');
    await this.cognito.send(new DeleteUserCommand({ AccessToken: caller.accessToken }));
    await this.revocations.revokeUser(caller.sub, caller.issuedAt);
  }

  private async keepSignInAddress(caller: Caller, patch: AttributePatch): Promise<void> {
    const { pool } = await this.userPool.describe();
    keepSignInAddress(pool.UsernameAttributes ?? [], patch, await this.attributes(caller));
  }

  private async attributes(caller: Caller): Promise<Attributes> {
    return attributesFrom((await this.getUser(caller)).UserAttributes).attributes;
  }

  private getUser({ accessToken: AccessToken }: Caller): Promise<GetUserResponse> {
    return this.cognito.send(new GetUserCommand({ AccessToken }));
  }
}

function profileOf(caller: Caller, user: GetUserResponse): ProfileResponse {
  const { attributes } = attributesFrom(user.UserAttributes);
  const accountId = attributes['custom:account_id'] ?? caller.accountId;
  return {
    sub: caller.sub,
    username: user.Username ?? caller.username,
    attributes,
    groups: [...caller.groups],
    ...(typeof accountId === 'string' ? { accountId } : {}),
    mfa: mfaFrom(user),
  };
}
