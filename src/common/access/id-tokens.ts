import { Inject, Injectable } from '@nestjs/common';
import { compactVerify, errors } from 'jose';
import { AppError } from '../errors/app-error';
import type { Caller } from './caller';
import { check, checkTimes, groupsOf, isText, optionalText, text } from './claims';
import { KeySet } from './key-set';
import { Revocations } from './revocations';
import { presentedToken } from './token';
import { TokenFault } from './token-fault';
import { TOKEN_SOURCE, type TokenSource } from './token-source';

/** What a verified ID token says that decides anything here. */
export interface IdToken {
  /** `cognito:roles`: ARNs of the IAM roles of the user's groups. */
  readonly roles: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;

/** Verifies ID tokens that somebody sends besides the access token, as strictly as access tokens. */
@Injectable()
export class IdTokens {
  constructor(
    private readonly keys: KeySet,
    private readonly revocations: Revocations,
    @Inject(TOKEN_SOURCE) private readonly source: TokenSource,
  ) {}

  /**
   * @param caller whose token it must be
   * @throws AppError `invalid_id_token`, `verification_keys_unavailable`
   */
  async verify(token: string, caller: Caller): Promise<IdToken> {
    try {
      const { kid } = presentedToken(token);
      const { payload } = await compactVerify(token, await this.keys.find(kid), { algorithms: ['RS256'] });
      return this.read(JSON.parse(Buffer.from(payload).toString('utf8')) as Claims, caller);
    } catch (error) {
      if (error instanceof TokenFault || error instanceof errors.JOSEError)
        throw new AppError('invalid_id_token', { cause: error });
      throw error;
    }
  }

  private read(claims: Claims, caller: Caller): IdToken {
    check(claims['iss'] === this.source.issuer, 'the issuer is another one');
    check(claims['token_use'] === 'id', 'it is not an ID token');
    check(claims['aud'] === this.source.clientId, 'it is for another client');
    check(claims['sub'] === caller.sub, 'it is of somebody else');
    const times = checkTimes(claims, this.source, Math.floor(Date.now() / 1000));
    const originJti = optionalText(claims, 'origin_jti');
    const judged = {
      ...{ sub: caller.sub, jti: text(claims, 'jti'), groups: groupsOf(claims['cognito:groups']), ...times },
      ...(originJti === undefined ? {} : { originJti }),
    };
    check(!this.revocations.has(judged), 'its sign-in has been ended');
    const roles = claims['cognito:roles'] ?? [];
    check(Array.isArray(roles) && roles.every(isText), 'cognito:roles is not a list of names');
    return { roles };
  }
}
