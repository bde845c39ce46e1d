import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AwsCredentials, AwsCredentialsRequest } from './aws-credentials.dto';
import { AwsCredentialsService } from './aws-credentials.service';

/** AWS credentials of the signed-in user. */
@Controller('v1/users/me/aws-credentials')
@SignedIn()
@Limit('write')
export class AwsCredentialsController {
  constructor(private readonly credentials: AwsCredentialsService) {}

  /**
   * Get temporary AWS credentials.
   * @remarks From the identity pool, when this service has one. Send the ID token that came with the access token of the request.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @Fails(
    'feature_not_enabled',
    'invalid_id_token',
    'forbidden',
    'conflict',
    'limit_exceeded',
    'invalid_parameter',
  )
  @Audited('user.issue_aws_credentials')
  issue(@CurrentUser() caller: Caller, @Body() request: AwsCredentialsRequest): Promise<AwsCredentials> {
    return this.credentials.issue(caller, request);
  }
}
