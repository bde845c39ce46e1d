import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Caller } from './caller';
import { callerFrom } from './claims';
import { KeySet } from './key-set';
import type { PresentedToken } from './token';
import { TOKEN_SOURCE, type TokenSource } from './token-source';

type KeyReceiver = (error: unknown, key?: Buffer) => void;

/**
 * Verifies access tokens of the user pool for Passport. The form of the token has been checked when it comes here (token.ts), the
 * signature is checked by `passport-jwt`, and `validate` checks what the token says (claims.ts).
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'cognito') {
  constructor(
    keys: KeySet,
    @Inject(TOKEN_SOURCE) private readonly source: TokenSource,
  ) {
    super({
      jwtFromRequest: ({ token }: PresentedToken) => token,
      secretOrKeyProvider: ({ kid }: PresentedToken, _token: string, done: KeyReceiver) => {
        giveKey(keys, kid, done);
      },
      algorithms: ['RS256'],
      issuer: source.issuer,
      passReqToCallback: true,
    });
  }

  /** @throws TokenFault */
  validate(presented: PresentedToken, payload: Record<string, unknown>): Caller {
    return callerFrom(payload, presented.token, this.source, Math.floor(Date.now() / 1000));
  }
}

/** Without a promise when the key is known, as this is on the way of every request. */
function giveKey(keys: KeySet, kid: string, done: KeyReceiver): void {
  const give = (key: KeyObject): void => {
    // jsonwebtoken takes KeyObjects, which spares it parsing PEM for each token; the types of passport-jwt do not know.
    done(null, key as unknown as Buffer);
  };
  const known = keys.known(kid);
  if (known !== undefined) give(known);
  else keys.find(kid).then(give).catch(done);
}
