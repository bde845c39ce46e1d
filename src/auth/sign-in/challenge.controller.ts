import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { Public } from '../../common/access/access.decorators';
import { type Client, ClientContext } from '../../common/http/client-context';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AnswerChallengeRequest } from './challenge.dto';
import { ChallengeService } from './challenge.service';
import { MESSAGES } from './messages';
import { asksRiddle } from './riddles';
import { SessionTokens } from './session-token';
import { SignInResponse } from './sign-in.dto';
import { TotpSetUp } from './totp-set-up';
import { TotpSetUpRequest, TotpSetUpResponse } from './totp-set-up.dto';

/** The further steps of a sign-in. */
@Controller('v1/auth/challenge')
@Public()
export class ChallengeController {
  constructor(
    private readonly challenges: ChallengeService,
    private readonly totp: TotpSetUp,
  ) {}

  /**
   * Answer a challenge of a sign-in.
   * @remarks Send back the `session` as it came, and the fields that `challenge.answer` names. The result is either the tokens
   * or the next challenge. After a wrong code or a refused password the same session takes another answer. A `choice` of `PASSWORD`
   * or `PASSWORD_SRP` can bring `password` or `srpA` with it; otherwise that is asked for next.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @Limit('sign-in', { accountSource: SessionTokens, also: MESSAGES, undecided: asksRiddle })
  @Fails(
    'session_expired',
    'restart_required',
    'invalid_credentials',
    'code_mismatch',
    'challenge_answer_invalid',
    'challenge_unsupported',
    'password_policy',
    'password_reused',
    'invalid_attributes',
    'attribute_not_writable',
    'alias_exists',
    'mfa_not_available',
    'user_not_found',
    'user_not_confirmed',
    'user_disabled',
    'password_reset_required',
    'temporary_password_expired',
    'too_many_attempts',
    'request_blocked',
    'sign_in_refused',
    'operation_refused',
    'invalid_parameter',
  )
  @Audited('auth.answer_challenge')
  answer(@Body() request: AnswerChallengeRequest, @ClientContext() client: Client): Promise<SignInResponse> {
    return this.challenges.answer(request, client);
  }

  /**
   * Begin to set up an authenticator app within a sign-in.
   * @remarks For an `MFA_SETUP` challenge whose `choices` have `SOFTWARE_TOKEN_MFA`. Answer the challenge with the returned `session`
   * and `answer: { code, deviceName? }`.
   */
  @Post('totp')
  @HttpCode(HttpStatus.OK)
  @Limit('sign-in', { accountSource: SessionTokens })
  @Fails('session_expired', 'mfa_not_available', 'conflict', 'request_blocked', 'invalid_parameter')
  @Audited('auth.begin_totp')
  beginTotp(@Body() { session }: TotpSetUpRequest): Promise<TotpSetUpResponse> {
    return this.totp.begin(session);
  }
}
