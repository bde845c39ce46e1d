import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import type { PerRoute } from '../http/per-route';
import { callerOf } from './access.decorators';
import { type AccountRule, accountRules, isConfinedBy } from './account-rule';
import { CallerAccounts } from './caller-accounts';
import { NAME, NAME_FORM } from './names';
import { refuseAbove, userWithin } from './reach';
import type { SameAccountRule } from './same-account.decorator';
import { type KnownUser, USER_DIRECTORY, type UserDirectory } from './user-directory';

type Parameters = Record<string, string | undefined>;

/**
 * Keeps callers within their account where a route or their role says so. The last of the gates, right before the route itself: what it
 * has read of a user is as fresh as can be.
 *
 * A route that a role of an account opens, and that does not say how it keeps to the account, is closed to it. Sets `request.within`, and
 * `request.checkedUser` with the path's name for the user replaced by the one that cannot move to somebody else.
 *
 * Fails with `forbidden`, `user_not_found`, `resource_not_found`, and as CallerAccounts does.
 */
@Injectable()
export class SameAccountGuard implements CanActivate {
  private readonly rules: PerRoute<AccountRule>;

  constructor(
    private readonly accounts: CallerAccounts,
    @Inject(USER_DIRECTORY) private readonly directory: UserDirectory,
    reflector: Reflector,
  ) {
    this.rules = accountRules(reflector);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.rules.of(context);
    if (!rule.applies) return true;
    return this.admit(context.switchToHttp().getRequest<FastifyRequest>(), rule);
  }

  private async admit(request: FastifyRequest, rule: AccountRule): Promise<boolean> {
    const confined = isConfinedBy(rule, callerOf(request).groups);
    if (!confined && rule.accountId === undefined) return true;
    if (confined && rule.sameAccount === undefined) throw new AppError('forbidden');
    const accountId = await this.accounts.of(callerOf(request));
    if (accountId === undefined) {
      if (confined || rule.accountId === 'needed') throw noAccount();
      return true;
    }
    request.caller = { ...callerOf(request), accountId };
    if (!confined) return true;
    request.within = accountId;
    return this.keepWithin(request, accountId, rule.sameAccount ?? 'handler');
  }

  private async keepWithin(request: FastifyRequest, within: string, rule: SameAccountRule): Promise<true> {
    if (rule === 'handler') return true;
    const parameters = request.params as Parameters;
    if ('account' in rule) {
      if (parameters[rule.account] !== within) throw new AppError('resource_not_found');
      return true;
    }
    const user = await this.userWithin(parameters[rule.user] ?? '', rule.user, within);
    if (request.method !== 'GET') await refuseAbove(this.directory, user, callerOf(request).groups);
    request.checkedUser = user;
    parameters[rule.user] = user.username;
    return true;
  }

  private async userWithin(name: string, parameter: string, within: string): Promise<KnownUser> {
    if (!NAME.test(name)) {
      throw new AppError('validation_failed', {
        errors: [{ field: parameter, message: `${parameter} ${NAME_FORM}` }],
      });
    }
    return userWithin(this.directory, name, within);
  }
}

function noAccount(): AppError {
  return new AppError('forbidden', { detail: 'You belong to no account.' });
}
