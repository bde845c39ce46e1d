import { Injectable } from '@nestjs/common';
import { IdentityPool } from '../../cognito/identity-pool';
import type { Caller } from '../../common/access/caller';
import { IdTokens } from '../../common/access/id-tokens';
import { AppError } from '../../common/errors/app-error';
import type { AwsCredentials, AwsCredentialsRequest } from './aws-credentials.dto';

/** Hands out temporary AWS credentials. */
@Injectable()
export class AwsCredentialsService {
  constructor(
    private readonly idTokens: IdTokens,
    private readonly identityPool: IdentityPool,
  ) {}

  /**
   * @throws AppError `feature_not_enabled`, `invalid_id_token`, `forbidden` for a role that is none of the caller's, and as
   *   IdentityPool.credentials
   */
  async issue(caller: Caller, { idToken, customRoleArn }: AwsCredentialsRequest): Promise<AwsCredentials> {
    this.identityPool.configured();
    const { roles } = await this.idTokens.verify(idToken, caller);
    if (customRoleArn !== undefined && !roles.includes(customRoleArn))
      throw new AppError('forbidden', { detail: 'The role is not one of your groups.' });
    const { expiresAt, ...credentials } = await this.identityPool.credentials(idToken, customRoleArn);
    return { ...credentials, expiresAt: expiresAt.toISOString() };
  }
}
