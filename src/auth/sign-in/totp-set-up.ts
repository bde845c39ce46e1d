import {
  AssociateSoftwareTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { AuthenticatorApps } from '../../cognito/authenticator-apps';
import { AppError } from '../../common/errors/app-error';
import { TOTP_SET_UP } from './challenge-table';
import { SessionTokens, type Step } from './session-token';
import { SignInResults } from './sign-in-results';
import type { TotpSetUpResponse } from './totp-set-up.dto';

/** An answer on its way to Cognito. */
interface Turn {
  readonly step: Step;
  readonly responses: Readonly<Record<string, string>>;
}

/** The authenticator app that somebody has to set up before a sign-in can end. */
@Injectable()
export class TotpSetUp {
  constructor(
    private readonly cognito: Cognito,
    private readonly apps: AuthenticatorApps,
    private readonly sessionTokens: SessionTokens,
    private readonly results: SignInResults,
  ) {}

  /**
   * Gets the secret for the app. Asking again gives another one.
   *
   * @param session of an `MFA_SETUP` challenge, or of an earlier call
   * @throws AppError `session_expired`, `mfa_not_available`
   */
  async begin(session: string): Promise<TotpSetUpResponse> {
    const opened = this.sessionTokens.open(session, 'challenge');
    if (opened.challenge !== 'MFA_SETUP' && opened.challenge !== TOTP_SET_UP) {
      throw new AppError('session_expired');
    }
    const { account, username, deviceKey } = opened;
    const answer = await withinSignIn(
      this.cognito.send(new AssociateSoftwareTokenCommand({ Session: opened.session })),
    );
    const secretCode = answered(answer.SecretCode);
    const sealed = await this.results.sealed({
      account,
      username,
      deviceKey,
      challenge: TOTP_SET_UP,
      session: answer.Session,
    });
    const { otpauthUri, qrCode } = this.apps.enrolment(secretCode, account);
    return { secretCode, otpauthUri, qrCode, ...sealed };
  }

  /**
   * Proves the app by its first code.
   *
   * @returns the answer to MFA_SETUP with which the sign-in goes on
   * @throws AppError `code_mismatch` (401): the session takes another code; after a few of them `session_expired`
   */
  async verified(step: Step, responses: Readonly<Record<string, string>>): Promise<Turn> {
    const { UserCode, FriendlyDeviceName } = responses;
    const { Status, Session } = await withinSignIn(
      this.cognito.send(
        new VerifySoftwareTokenCommand({ Session: step.session, UserCode, FriendlyDeviceName }),
      ),
    );
    // Cognito can report a failure as a success of the call.
    if (Status !== 'SUCCESS') throw new AppError('code_mismatch', { status: 401 });
    return { step: { ...step, challenge: 'MFA_SETUP', session: Session ?? step.session }, responses: {} };
  }
}

/** What the two operations say of an access token is meant for the session here: a sign-in has no token yet. */
async function withinSignIn<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'code_mismatch') throw new AppError('code_mismatch', { status: 401, cause: error });
    if (error.code === 'unauthorized' || error.code === 'token_revoked') {
      throw new AppError('session_expired', { cause: error });
    }
    throw error;
  }
}
