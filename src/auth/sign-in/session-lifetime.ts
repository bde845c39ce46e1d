import { Injectable } from '@nestjs/common';
import { UserPool } from '../../cognito/user-pool';

/** Cognito's least and default life of an authentication session, minutes. */
const LEAST = 3;

/** How long a person has for the next step: the app client's `AuthSessionValidity`. */
@Injectable()
export class SessionLifetime {
  constructor(private readonly userPool: UserPool) {}

  /** When a session that Cognito gave out just now ends: a whole second, as sessions keep it. */
  async end(): Promise<Date> {
    const seconds = Math.floor(Date.now() / 1000) + (await this.minutes()) * 60;
    return new Date(seconds * 1000);
  }

  private async minutes(): Promise<number> {
    try {
      const { client } = await this.userPool.describe();
      return client.AuthSessionValidity ?? LEAST;
    } catch {
      // A sign-in needs no AWS credentials and must not fail for want of them: the least life holds for every client.
      return LEAST;
    }
  }
}
