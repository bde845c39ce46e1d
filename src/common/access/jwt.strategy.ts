import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { ENVIRONMENT, type Environment } from '../config/environment';
import type { Caller } from './caller';
import { callerOf, type Expected } from './claims';
import { KeySet } from './key-set';
import { tokenSourceOf } from './token-source';
import { bearerOf, InvalidToken, kidOf } from './token';

/** `jsonwebtoken` takes KeyObjects; the types of passport-jwt know texts and buffers only. */
type Done = (error: unknown, key?: string) => void;

/**
 * Verifies access tokens: the form and header by our own checks, the signature by `passport-jwt` with a key of the pool, the claims
 * by our own checks again.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  private readonly expected: Expected;

  constructor(keySet: KeySet, @Inject(ENVIRONMENT) environment: Environment) {
    super({
      jwtFromRequest: (request: unknown) => bearerOf(request as FastifyRequest) ?? null,
      secretOrKeyProvider: (_request: unknown, token: string, done: Done) =>
        void provideKey(keySet, token, done),
      algorithms: ['RS256'],
      // Judged by claims.ts, whose rules are stricter.
      ignoreExpiration: true,
      passReqToCallback: true,
    });
    this.expected = tokenSourceOf(environment);
  }

  validate(request: FastifyRequest, payload: unknown): Caller {
    return callerOf(payload, bearerOf(request) ?? '', this.expected);
  }
}

async function provideKey(keySet: KeySet, token: string, done: Done): Promise<void> {
  try {
    const found = keySet.get(kidOf(token));
    // No await when the key is known: a guarded request then goes through without waiting for anything.
    const key = found instanceof Promise ? await found : found;
    if (key === undefined) throw new InvalidToken('no key of the pool has this kid');
    done(null, key as unknown as string);
  } catch (error) {
    done(error);
  }
}
