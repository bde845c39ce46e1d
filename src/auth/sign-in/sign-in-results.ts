import type {
  AuthenticationResultType,
  InitiateAuthResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { Revocations } from '../../common/access/revocations';
import { AccountExistence } from '../account-existence';
import { challengeRow, fieldsOf, parametersOf, type Told } from './challenge-table';
import { SessionLifetime } from './session-lifetime';
import { type OpenedStep, SessionTokens, type Step } from './session-token';
import type { NewDevice, SignInChallenge, SignInResponse, SignInTokens } from './sign-in.dto';

/** What Cognito answers to every way in. */
export type CognitoSignIn = Pick<
  InitiateAuthResponse,
  'AuthenticationResult' | 'AvailableChallenges' | 'ChallengeName' | 'ChallengeParameters' | 'Session'
>;

/** The step that Cognito has answered. */
interface AnsweredStep extends Pick<Step, 'account' | 'username' | 'deviceKey'> {
  /** Whether it proved anything of the account, or will have to. */
  readonly proved: boolean;
}

/** Turns what Cognito answered into the one sign-in result that all ways in share. */
@Injectable()
export class SignInResults {
  constructor(
    private readonly cognito: Cognito,
    private readonly sessionTokens: SessionTokens,
    private readonly lifetime: SessionLifetime,
    private readonly revocations: Revocations,
    private readonly existence: AccountExistence,
  ) {}

  /**
   * @param step the step that Cognito has just answered
   * @throws AppError `challenge_unsupported`, `upstream_invalid_response`
   */
  async of(answer: CognitoSignIn, step: AnsweredStep): Promise<SignInResponse> {
    const { AuthenticationResult: result, ChallengeName: name } = answer;
    if (name === undefined) return this.signedIn(result);
    const parameters = answer.ChallengeParameters ?? {};
    const told = this.told(answer);
    const challenge = challengeOf(name, told);
    this.hide(challenge, step);
    const sealed = await this.sealed({
      account: step.account,
      challenge: name,
      // The pool's own name for the user, wherever Cognito tells it: the next SECRET_HASH is made over it.
      username: parameters['USER_ID_FOR_SRP'] ?? parameters['USERNAME'] ?? step.username,
      session: answer.Session,
      deviceKey: step.deviceKey,
      offered: challengeRow(name).offers?.(told),
    });
    return { status: 'CHALLENGE', ...sealed, challenge };
  }

  /** Where a code went is taken from the account, and belongs to whoever has proved to be its owner. */
  private hide(challenge: SignInChallenge, { account, proved }: AnsweredStep): void {
    const { delivery } = challenge;
    if (proved || delivery === undefined) return;
    challenge.delivery = this.existence.signInDelivery(account, delivery);
  }

  /**
   * The challenge that a choice leads to without asking Cognito: Cognito's session stays that of the choice, and so does its end.
   *
   * @param name of the challenge
   */
  async chosen({ expiresAt, ...step }: OpenedStep, name: string): Promise<SignInResponse> {
    const session = await this.sessionTokens.seal(
      { ...step, challenge: name, offered: undefined },
      expiresAt,
    );
    const challenge = challengeOf(name, this.told({}));
    return { status: 'CHALLENGE', session, expiresAt: expiresAt.toISOString(), challenge };
  }

  /** The opaque session of a step, with its end: Cognito's clock starts anew with each. */
  async sealed(step: Omit<Step, 'purpose'>): Promise<{ session: string; expiresAt: string }> {
    const expiresAt = await this.lifetime.end();
    const session = await this.sessionTokens.seal({ purpose: 'challenge', ...step }, expiresAt);
    return { session, expiresAt: expiresAt.toISOString() };
  }

  private told({ ChallengeParameters, AvailableChallenges }: CognitoSignIn): Told {
    const { userPoolId } = this.cognito;
    return {
      parameters: ChallengeParameters ?? {},
      available: AvailableChallenges ?? [],
      poolName: userPoolId.slice(userPoolId.indexOf('_') + 1),
    };
  }

  /**
   * The result of a sign-in that is over, or of a refresh.
   *
   * @param sentRefreshToken the refresh token that was used, for an answer without a new one
   * @throws AppError `upstream_invalid_response` when a token is missing
   */
  async signedIn(
    result: AuthenticationResultType | undefined,
    sentRefreshToken?: string,
  ): Promise<SignInResponse> {
    const tokens = tokensOf(result, sentRefreshToken);
    const newDevice = newDeviceOf(result);
    // So that signing out with the refresh token alone finds the access tokens of this sign-in.
    await this.revocations.remember(tokens, sentRefreshToken === undefined ? 'sign-in' : 'refresh');
    return { status: 'SIGNED_IN', tokens, ...(newDevice === undefined ? {} : { newDevice }) };
  }
}

function tokensOf(result: AuthenticationResultType = {}, sentRefreshToken?: string): SignInTokens {
  return {
    accessToken: answered(result.AccessToken),
    idToken: answered(result.IdToken),
    refreshToken: answered(result.RefreshToken ?? sentRefreshToken),
    tokenType: result.TokenType ?? 'Bearer',
    expiresIn: answered(result.ExpiresIn),
  };
}

function newDeviceOf(result: AuthenticationResultType | undefined): NewDevice | undefined {
  const { DeviceKey: deviceKey, DeviceGroupKey: deviceGroupKey } = result?.NewDeviceMetadata ?? {};
  return deviceKey === undefined || deviceGroupKey === undefined ? undefined : { deviceKey, deviceGroupKey };
}

function challengeOf(name: string, told: Told): SignInChallenge {
  const row = challengeRow(name);
  const destination = told.parameters['CODE_DELIVERY_DESTINATION'];
  const medium = row.sentTo === 'phone_number' ? 'SMS' : 'EMAIL';
  return {
    name,
    parameters: parametersOf(row, told),
    answer: fieldsOf(row, told),
    ...(row.sentTo === undefined || destination === undefined
      ? {}
      : { delivery: { medium, destination, attribute: row.sentTo } }),
  };
}
