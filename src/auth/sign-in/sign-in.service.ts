import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AccountExistence } from '../account-existence';
import { identity, withDevice } from './identity';
import { methodRow } from './sign-in-methods';
import { type CognitoSignIn, SignInResults } from './sign-in-results';
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
   * account existence is revealed. A remembered device that Cognito does not know any more is left out.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `invalid_credentials`, `user_not_confirmed`, `too_many_attempts`, `service_misconfigured` for a method that the
   *   app client has switched off
   */
  async signIn(request: SignInRequest, client: Client): Promise<SignInResponse> {
    const { username } = request;
    const step = withDevice(request.deviceKey, (deviceKey) => this.start(request, deviceKey, client));
    const { answer, deviceKey } = await this.existence.asFailure(step, 'invalid_credentials');
    return this.results.of(answer, { account: username, username, deviceKey });
  }

  /**
   * Signs in without further proof, right after a sign-up was confirmed by a code.
   *
   * @param session Cognito's session of the confirmation, good for once
   */
  async afterConfirmation(username: string, session: string, client: Client): Promise<SignInResponse> {
    const answer = await this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_AUTH',
        ClientId: this.cognito.clientId,
        AuthParameters: identity(this.cognito, { username }),
        Session: session,
        ...userContextData(client),
      }),
    );
    return this.results.of(answer, { account: username, username });
  }

  private start(
    request: SignInRequest,
    deviceKey: string | undefined,
    client: Client,
  ): Promise<CognitoSignIn> {
    const { flow, parameters } = methodRow(request.method ?? 'password');
    return this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: flow,
        ClientId: this.cognito.clientId,
        AuthParameters: {
          ...identity(this.cognito, { username: request.username, deviceKey }),
          ...parameters(request),
        },
        ClientMetadata: request.clientMetadata,
        ...userContextData(client),
      }),
    );
  }
}
