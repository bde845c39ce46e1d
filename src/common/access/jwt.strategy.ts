import { type KeyObject, verify } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Caller } from './caller';
import { callerFrom, check } from './claims';
import { KeySet } from './key-set';
import type { PresentedToken } from './token';
import { TokenFault } from './token-fault';
import { TOKEN_SOURCE, type TokenSource } from './token-source';

/** RS256 (RFC 7518 §3.3), whatever a header says: RSASSA-PKCS1-v1_5 with SHA-256. */
const RS256 = 'RSA-SHA256';

/** What Passport hangs onto a strategy before it runs it. */
export interface PassportActions {
  success(caller: Caller): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
}

/**
 * Verifies access tokens of the user pool for Passport. The form of the token has been checked when it comes here (token.ts), the
 * signature is checked here, and what the token says in claims.ts.
 *
 * Overrides `authenticate` of `passport-jwt`, whose jsonwebtoken takes apart and parses once more what token.ts has parsed, and streams
 * the signature's input: one call of Node's crypto saves a quarter of the guard's time (ADR 34). Where the key comes from, what is called
 * with which outcome, and `validate` are as there.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'cognito') {
  constructor(
    private readonly keys: KeySet,
    @Inject(TOKEN_SOURCE) private readonly source: TokenSource,
  ) {
    super({
      jwtFromRequest: ({ token }: PresentedToken) => token,
      // Whoever runs the stock `authenticate` after all is to be refused.
      secretOrKeyProvider: (_request: unknown, _token: string, done: (error: unknown) => void) => {
        done(new TokenFault('the stock verification is not used'));
      },
    });
  }

  /** To be called by Passport, with a token in place of the request. Ends in one of Passport's actions, at once when the key is known. */
  override authenticate(this: JwtStrategy & PassportActions, presented: unknown): void {
    const token = presented as PresentedToken;
    const known = this.keys.known(token.kid);
    if (known !== undefined) this.conclude(token, known);
    else
      this.keys.find(token.kid).then(
        (key) => {
          this.conclude(token, key);
        },
        (reason: unknown) => {
          this.fail(reason);
        },
      );
  }

  /** @throws TokenFault */
  validate({ payload, token }: PresentedToken): Caller {
    return callerFrom(payload, token, this.source, Math.floor(Date.now() / 1000));
  }

  private conclude(this: JwtStrategy & PassportActions, presented: PresentedToken, key: KeyObject): void {
    let caller: Caller;
    try {
      check(verify(RS256, presented.signed, key, presented.signature), 'invalid signature');
      caller = this.validate(presented);
    } catch (error) {
      this.error(error);
      return;
    }
    this.success(caller);
  }
}
