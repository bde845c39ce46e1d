import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { LiveCheck } from '../common/access/liveness';
import { Cognito } from './cognito';

/** Asks by GetUser, which refuses tokens that were revoked and those of users who are disabled or gone. */
@Injectable()
export class CognitoLiveCheck implements LiveCheck {
  constructor(private readonly cognito: Cognito) {}

  async check(AccessToken: string): Promise<void> {
    await this.cognito.send(new GetUserCommand({ AccessToken }));
  }
}
