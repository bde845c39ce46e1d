import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import passport from 'passport';
import { AppError } from '../errors/app-error';
import { PUBLIC, ROLES } from './access.decorators';
import type { Caller } from './caller';
import { Revocations } from './revocations';

/** Deny by default: a route is closed unless it says `@Public()`, and then open only as far as it says. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly revocations: Revocations,
  ) {
    super();
  }

  /**
   * Overrides the library's, which copies options and request for each call (a fifth of a guarded request), and still asks Passport.
   *
   * @throws AppError `unauthorized`, `token_revoked`, `forbidden`, `verification_keys_unavailable`
   */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const publicity = this.reflector.getAllAndOverride<true | 'optional' | undefined>(PUBLIC, targets);
    if (publicity === true) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (publicity === 'optional') {
      await this.tryAccess(request, http.getResponse<FastifyReply>());
      return true;
    }
    const caller = await this.access(request, http.getResponse<FastifyReply>());
    request.caller = caller;
    const roles = this.reflector.getAllAndOverride<readonly string[] | undefined>(ROLES, targets);
    if (roles?.some((role) => caller.groups.includes(role)) === false) throw new AppError('forbidden');
    return true;
  }

  private async access(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const caller = await verify(request, reply);
    if (this.revocations.has(caller)) throw new AppError('token_revoked');
    return caller;
  }

  /** Where a token only adds to a public route, one that is not valid is the same as none. */
  private async tryAccess(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (request.headers.authorization === undefined) return;
    try {
      request.caller = await this.access(request, reply);
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 401) throw error;
    }
  }
}

/** Asks Passport. Every refusal of the token is `unauthorized` with the reason as its cause; keys that cannot be had are not its fault. */
function verify(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown): void => {
      reject(cause instanceof AppError ? cause : new AppError('unauthorized', { cause }));
    };
    const decide = (error: unknown, caller: Caller | false | undefined, info: unknown): void => {
      if (error !== null && error !== undefined) refuse(error);
      else if (caller === false || caller === undefined) refuse(info);
      else resolve(caller);
    };
    try {
      const authenticate = passport.authenticate('jwt', { session: false }, decide) as (
        request: FastifyRequest,
        reply: FastifyReply,
        next: (error?: unknown) => void,
      ) => void;
      authenticate(request, reply, refuse);
    } catch (error) {
      refuse(error);
    }
  });
}
