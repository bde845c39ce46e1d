import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import { AppError } from '../../common/errors/app-error';
import { AccountExistence } from '../account-existence';
import { methodRow } from './sign-in-methods';
import { SignInResults } from './sign-in-results';
import type { SignInRequest, SignInResponse } from './sign-in.dto';

/** The first step of every sign-in. */
@Injectable()
export class SignInService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly results: SignInResults,
  ) {}

  /**
   * Starts a sign-in.
   *
   * An unknown user, a wrong password, a disabled account and one that must reset its password are all `invalid_credentials` unless
   * account existence is revealed.
   *
   * @param ip address of the person, for Cognito's threat protection
   * @throws AppError `invalid_credentials`, `user_not_confirmed`, `too_many_attempts`, `challenge_unsupported` for a method that is
   *   not offered
   */
  async signIn(request: SignInRequest, ip: string): Promise<SignInResponse> {
    const method = methodRow(request.method ?? 'password');
    if (method === undefined) throw new AppError('challenge_unsupported');
    const { username, deviceKey } = request;
    const step = this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: method.flow,
        ClientId: this.cognito.clientId,
        AuthParameters: {
          ...this.identity(username),
          ...method.parameters(request),
          ...(deviceKey === undefined ? {} : { DEVICE_KEY: deviceKey }),
        },
        ClientMetadata: request.clientMetadata,
        ...userContextData({ ip }),
      }),
    );
    return this.results.of(await this.existence.asFailure(step, 'invalid_credentials'), {
      account: username,
      username,
      deviceKey,
    });
  }

  /**
   * Signs in without further proof, right after a sign-up was confirmed by a code.
   *
   * @param session Cognito's session of the confirmation, good for once
   */
  async afterConfirmation(username: string, session: string, ip: string): Promise<SignInResponse> {
    const answer = await this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_AUTH',
        ClientId: this.cognito.clientId,
        AuthParameters: this.identity(username),
        Session: session,
        ...userContextData({ ip }),
      }),
    );
    return this.results.of(answer, { account: username, username });
  }

  private identity(username: string): Record<string, string> {
    const hash = this.cognito.secretHash(username);
    return { USERNAME: username, ...(hash === undefined ? {} : { SECRET_HASH: hash }) };
  }
}
