import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AccountExistence } from '../account-existence';
import { AnswerTimes } from '../answer-times';
import { identity, type Taken, withDevice } from './identity';
import { methodRow } from './sign-in-methods';
import { type CognitoSignIn, SignInResults } from './sign-in-results';
import type { SignInRequest, SignInResponse } from './sign-in.dto';

/** What a step came to, and whom it was taken for. */
export interface Started extends Taken<CognitoSignIn> {
  readonly username: string;
}

/** The first step of every sign-in. */
@Injectable()
export class SignInService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly times: AnswerTimes,
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
    const { username: account, method = 'password' } = request;
    const proved = method === 'password';
    const step = () => {
      const started = this.start(request, account, client);
      return proved ? started : this.unproved(request, started, client);
    };
    const { answer, deviceKey, username } = await this.times.even(
      () => this.existence.asFailure(step(), 'invalid_credentials'),
      () => proved,
    );
    return this.results.of(answer, { account, username, deviceKey, proved });
  }

  /**
   * Gives a step that nothing has been proved for. An account that Cognito refuses by its state is given the challenge of nobody.
   *
   * @param request the sign-in that would begin with what the step comes to
   * @param step Cognito's answer to whom the request names
   * @param client where the request came from, for Cognito's threat protection
   */
  unproved(request: SignInRequest, step: Promise<Started>, client: Client): Promise<Started> {
    const instead = (nobody: string): Promise<Started> => this.start(request, nobody, client);
    // With SRP it is not told before the proof, and without it nobody could finish a sign-up.
    const also = request.method === 'srp' ? [] : (['user_not_confirmed'] as const);
    return this.existence.orAsNobody(request.username, step, instead, also);
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
    return this.results.of(answer, { account: username, username, proved: true });
  }

  private async start(request: SignInRequest, username: string, client: Client): Promise<Started> {
    const { flow, parameters } = methodRow(request.method ?? 'password');
    const take = (deviceKey: string | undefined): Promise<CognitoSignIn> =>
      this.cognito.send(
        new InitiateAuthCommand({
          AuthFlow: flow,
          ClientId: this.cognito.clientId,
          AuthParameters: { ...identity(this.cognito, { username, deviceKey }), ...parameters(request) },
          ClientMetadata: request.clientMetadata,
          ...userContextData(client),
        }),
      );
    return { ...(await withDevice(request.deviceKey, take)), username };
  }
}
