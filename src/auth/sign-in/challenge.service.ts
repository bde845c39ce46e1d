import {
  type ChallengeNameType,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AccountExistence } from '../account-existence';
import { AnswerTimes } from '../answer-times';
import type { AnswerChallengeRequest } from './challenge.dto';
import { challengeResponses } from './challenge-answers';
import { challengeRow, TOTP_SET_UP } from './challenge-table';
import { byDevice, identity, type Taken, withDevice } from './identity';
import { SessionTokens, type Step } from './session-token';
import { methodOfFactor } from './sign-in-methods';
import { type CognitoSignIn, SignInResults } from './sign-in-results';
import { SignInService, type Started } from './sign-in.service';
import type { SignInResponse } from './sign-in.dto';
import { TotpSetUp } from './totp-set-up';

/** Every further step of a sign-in: one machine for all challenges of the table. */
@Injectable()
export class ChallengeService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly times: AnswerTimes,
    private readonly sessionTokens: SessionTokens,
    private readonly results: SignInResults,
    private readonly totp: TotpSetUp,
    private readonly signIn: SignInService,
  ) {}

  /**
   * Answers a challenge and gives the tokens or the next one.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `session_expired`, `restart_required` and `invalid_credentials` when the sign-in has to be started again; after
   *   `challenge_answer_invalid`, `code_mismatch` (401), `password_policy`, `password_reused`, `invalid_attributes` and
   *   `attribute_not_writable` the same session takes another answer
   */
  async answer(request: AnswerChallengeRequest, client: Client): Promise<SignInResponse> {
    const opened = this.sessionTokens.open(request.session, 'challenge');
    const row = challengeRow(opened.challenge ?? '');
    const responses = challengeResponses(row, request.answer, opened.offered ?? []);
    const chosen = row.leadsTo?.(request.answer);
    if (chosen !== undefined) return this.results.chosen(opened, chosen);
    const turn =
      opened.challenge === TOTP_SET_UP
        ? await this.totp.verified(opened, responses)
        : { step: opened, responses };
    const take = row.byDevice === true ? byDevice : withDevice;
    const send = () =>
      take(opened.deviceKey, (deviceKey) =>
        this.respond({ ...turn.step, deviceKey }, turn.responses, request.clientMetadata, client),
      );
    const factor = row.choosesFactor?.(request.answer);
    const { answer, deviceKey, username } = await this.times.even(
      () => this.existence.asFailure(this.hiding(opened, factor, send(), client), 'invalid_credentials'),
      // Whether an answer to a challenge of the triggers was right is only known at the end.
      ({ answer: next }) => factor === undefined && next.ChallengeName !== 'CUSTOM_CHALLENGE',
    );
    const { account } = opened;
    return this.results.of(answer, { account, username, deviceKey, proved: factor === undefined });
  }

  /** A code is not sent to everybody who may choose one: what has been chosen is put all the same. */
  private async hiding(
    { account, username, deviceKey }: Step,
    factor: string | undefined,
    sent: Promise<Taken<CognitoSignIn>>,
    client: Client,
  ): Promise<Started> {
    const step = sent.then((taken) => ({ ...taken, username }));
    const method = factor === undefined ? undefined : methodOfFactor(factor);
    if (method === undefined) return step;
    const begun = { username: account, method, ...(deviceKey === undefined ? {} : { deviceKey }) };
    return this.signIn.unproved(begun, step, client);
  }

  private respond(
    step: Step,
    responses: Readonly<Record<string, string>>,
    clientMetadata: Record<string, string> | undefined,
    client: Client,
  ): Promise<CognitoSignIn> {
    return this.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: this.cognito.clientId,
        ChallengeName: step.challenge as ChallengeNameType,
        Session: step.session,
        // Who answers is given last, so that no field of an answer can stand in for it.
        ChallengeResponses: { ...responses, ...identity(this.cognito, step) },
        ClientMetadata: clientMetadata,
        ...userContextData(client),
      }),
    );
  }
}
