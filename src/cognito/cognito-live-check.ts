import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { LiveCheck } from '../common/access/liveness';
import { AppError } from '../common/errors/app-error';
import { Cognito } from './cognito';

/** What Cognito says of a token that is over by its clock, with a dot or without. */
const EXPIRED = /^Access Token has expired\.?$/;

/** Asks by GetUser, which refuses tokens that were revoked and those of users who are disabled or gone. */
@Injectable()
export class CognitoLiveCheck implements LiveCheck {
  constructor(private readonly cognito: Cognito) {}

  async check(AccessToken: string): Promise<'taken' | 'expired'> {
    try {
      await this.cognito.send(new GetUserCommand({ AccessToken }));
      return 'taken';
    } catch (error) {
      // Not a refusal: the guard has judged the end of the token by its own clock.
      if (error instanceof AppError && error.cause instanceof Error && EXPIRED.test(error.cause.message))
        return 'expired';
      throw error;
    }
  }
}
