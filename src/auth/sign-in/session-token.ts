import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { EncryptJWT } from 'jose';
import { Cognito } from '../../cognito/cognito';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import { AppError } from '../../common/errors/app-error';
import type { LimitAccountSource, LimitedRequest } from '../../common/rate-limits/limit.decorator';

/** What a session is for; one flow's session is worth nothing in another. */
type Purpose = 'challenge' | 'sign-up';

/** What the next step of a flow needs to know, and the client does not. */
export interface Step {
  readonly purpose: Purpose;
  /** The name that the person typed: limits and audit events count by it through all steps. */
  readonly account: string;
  /** The username that Cognito wants with the answer: not always the one that the person typed. */
  readonly username: string;
  /** Cognito's name of the challenge, when there is one. */
  readonly challenge?: string | undefined;
  /** Cognito's own session; a few challenges have none. */
  readonly session?: string | undefined;
  /** The remembered device that takes part in the sign-in. */
  readonly deviceKey?: string | undefined;
  /** What the challenge gave to choose from. */
  readonly offered?: readonly string[] | undefined;
}

/** A step taken up again. */
export interface OpenedStep extends Step {
  /** When its session ends. */
  readonly expiresAt: Date;
}

/** What is inside of the JWE. */
interface Sealed {
  readonly aud: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly step: Step;
}

const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;
const ENCODED_HEADER = Buffer.from(JSON.stringify(HEADER)).toString('base64url');
/** Bytes of the authentication tag. Node would take shorter ones. */
const TAG = 16;

/** Sessions of a sign-up are all filled up to this many characters: Cognito's own session has at most 2,048. */
const SIGN_UP_LENGTH = 2800;

/** Usernames in sessions are filled up to this many characters, the most that Cognito takes. */
const USERNAME_LENGTH = 128;

/**
 * Seals the state of a flow into the opaque `session`: encrypted and authenticated (JWE of RFC 7516, `dir` with A256GCM), so that a
 * client can neither read it nor turn the session of one account into one of another, and any instance can take the next step.
 *
 * The key is derived from `SESSION_SECRET` or the client secret; a public client without either gets a key that lives as long as the
 * process.
 */
@Injectable()
export class SessionTokens implements LimitAccountSource {
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
      .setProtectedHeader(HEADER)
      .setAudience(this.audience)
      .setExpirationTime(expiresAt)
      .encrypt(this.key);
  }

  /** @throws AppError `session_expired` for anything that this service did not seal for this purpose, or too long ago */
  open(session: string, purpose: Purpose): OpenedStep {
    const { aud, exp, step } = this.decrypt(session);
    const good = aud === this.audience && exp > Date.now() / 1000 && step.purpose === purpose;
    if (!good) throw new AppError('session_expired');
    return { ...step, expiresAt: new Date(exp * 1000) };
  }

  /** The account of a challenge, for limits: a new session does not give ten new guesses at a code. */
  accountOf({ body }: LimitedRequest): string | undefined {
    try {
      const { session } = body as { readonly session: string };
      return this.open(session, 'challenge').account;
    } catch {
      // Whatever is wrong with the request, it names no account.
      return undefined;
    }
  }

  /** By hand and not by `jose`, which only works asynchronously: limits are counted in one go. Just what `seal` makes is taken. */
  private decrypt(session: string): Sealed {
    try {
      const [header, , iv, ciphertext, tag, ...more] = session.split('.').map(bytesOf);
      if (!session.startsWith(`${ENCODED_HEADER}..`) || more.length > 0) throw new Error('not sealed here');
      if (!header || !iv || !ciphertext || !tag) throw new Error('a part is missing');
      const decipher = createDecipheriv('aes-256-gcm', this.key, iv, { authTagLength: TAG });
      decipher.setAAD(Buffer.from(ENCODED_HEADER)).setAuthTag(tag);
      const text = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      // Whatever decrypts was sealed above.
      return JSON.parse(text) as Sealed;
    } catch (cause) {
      throw new AppError('session_expired', { cause });
    }
  }
}

/** Base64url leaves bits at the end of a part unused, and Node skips what does not belong: one session has one spelling. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Error('not canonical base64url');
  return bytes;
}

/**
 * Whether Cognito gave a session at sign-up, and whom it knows, depends on whether there is an account, so neither length must show. The
 * filling is spaces, which nothing reads.
 */
function padded(step: Step): object {
  const [length, whole] =
    step.purpose === 'sign-up'
      ? [Buffer.byteLength(JSON.stringify(step)), SIGN_UP_LENGTH]
      : [Buffer.byteLength(step.username), USERNAME_LENGTH];
  return { ...step, filling: ' '.repeat(Math.max(whole - length, 0)) };
}
