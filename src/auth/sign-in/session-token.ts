import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { Cognito } from '../../cognito/cognito';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import { AppError } from '../../common/errors/app-error';

/** What a session is for; one flow's session is worth nothing in another. */
type Purpose = 'challenge' | 'sign-up';

/** What the next step of a flow needs to know, and the client does not. */
export interface Step {
  readonly purpose: Purpose;
  /** Cognito's name of the challenge, when there is one. */
  readonly challenge?: string | undefined;
  /** The username that Cognito wants with the answer: not always the one that the person typed. */
  readonly username: string;
  /** Cognito's own session; a few challenges have none. */
  readonly session?: string | undefined;
  /** The remembered device that takes part in the sign-in. */
  readonly deviceKey?: string | undefined;
}

/** Sessions of a sign-up are all filled up to this many characters: Cognito's own session has at most 2,048. */
const SIGN_UP_LENGTH = 2600;

/**
 * Seals the state of a flow into the opaque `session`: encrypted and authenticated (JWE, `dir` with A256GCM), so that a client can
 * neither read it nor turn the session of one account into one of another, and any instance can take the next step.
 *
 * The key is derived from `SESSION_SECRET` or the client secret; a public client without either gets a key that lives as long as the
 * process.
 */
@Injectable()
export class SessionTokens {
  private readonly key: Uint8Array;
  private readonly audience: string;

  constructor(@Inject(ENVIRONMENT) environment: Environment, cognito: Cognito) {
    const secret = environment.SESSION_SECRET ?? cognito.clientSecret ?? randomBytes(32);
    this.audience = `${cognito.userPoolId} ${cognito.clientId}`;
    this.key = new Uint8Array(hkdfSync('sha256', secret, this.audience, 'gatehouse session', 32));
  }

  /** @param expiresAt until when the session can be used */
  async seal(step: Step, expiresAt: Date): Promise<string> {
    return new EncryptJWT({ step: padded(step) })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(this.audience)
      .setExpirationTime(expiresAt)
      .encrypt(this.key);
  }

  /** @throws AppError `session_expired` for anything that this service did not seal for this purpose, or too long ago */
  async open(session: string, purpose: Purpose): Promise<Step> {
    if (!hasOneSpelling(session)) throw new AppError('session_expired');
    const step = await this.decrypt(session);
    if (step.purpose !== purpose) throw new AppError('session_expired');
    return step;
  }

  private async decrypt(session: string): Promise<Step> {
    try {
      const { payload } = await jwtDecrypt(session, this.key, {
        audience: this.audience,
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      // Whatever decrypts was sealed above.
      return payload['step'] as Step;
    } catch (cause) {
      throw new AppError('session_expired', { cause });
    }
  }
}

/**
 * Whether Cognito gave a session at sign-up depends on whether the account was new, so its length must not show. The filling is
 * spaces, which nothing reads.
 */
function padded(step: Step): object {
  if (step.purpose !== 'sign-up') return step;
  const missing = SIGN_UP_LENGTH - Buffer.byteLength(JSON.stringify(step));
  return { ...step, filling: ' '.repeat(Math.max(missing, 0)) };
}

/**
 * Base64url leaves bits at the end of a part unused, so one session could be written in hundreds of ways. Limits count wrong answers
 * by the session as it is written.
 */
function hasOneSpelling(session: string): boolean {
  return session.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}
