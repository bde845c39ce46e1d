import {
  type ChallengeNameType,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import { AccountExistence } from '../account-existence';
import type { AnswerChallengeRequest } from './challenge.dto';
import { challengeResponses, challengeRow } from './challenge-table';
import { SessionTokens, type Step } from './session-token';
import { SignInResults } from './sign-in-results';
import type { SignInResponse } from './sign-in.dto';

/** Every further step of a sign-in: one machine for all challenges of the table. */
@Injectable()
export class ChallengeService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly sessionTokens: SessionTokens,
    private readonly results: SignInResults,
  ) {}

  /**
   * Answers a challenge and gives the tokens or the next one.
   *
   * @param ip address of the person, for Cognito's threat protection
   * @throws AppError `session_expired`, `restart_required` and `invalid_credentials` when the sign-in has to be started again; after
   *   `challenge_answer_invalid`, `code_mismatch` (401), `password_policy`, `password_reused`, `invalid_attributes` and
   *   `attribute_not_writable` the same session takes another answer
   */
  async answer({ session, answer }: AnswerChallengeRequest, ip: string): Promise<SignInResponse> {
    const step = this.sessionTokens.open(session, 'challenge');
    const name = step.challenge ?? '';
    const responses = challengeResponses(challengeRow(name), answer);
    const next = this.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: this.cognito.clientId,
        ChallengeName: name as ChallengeNameType,
        Session: step.session,
        ChallengeResponses: { ...responses, ...this.identity(step) },
        ...userContextData({ ip }),
      }),
    );
    return this.results.of(await this.existence.asFailure(next, 'invalid_credentials'), step);
  }

  /** Who answers. Given last, so that no field of an answer can stand in for it. */
  private identity({ username, deviceKey }: Step): Record<string, string> {
    const hash = this.cognito.secretHash(username);
    return {
      USERNAME: username,
      ...(hash === undefined ? {} : { SECRET_HASH: hash }),
      ...(deviceKey === undefined ? {} : { DEVICE_KEY: deviceKey }),
    };
  }
}
