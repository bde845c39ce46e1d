import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { normalizeIp } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { AccountLimits, type AccountWindow, type Outcome, type Reservation } from './account-limits';
import type { PerRoute } from '../http/per-route';
import { Metrics } from '../observability/metrics';
import { tellLimit } from './limit-headers';
import { type LimitRule, limitRules, rowsOf } from './limit-rule';
import type { LimitAccountSource, LimitOptions } from './limit.decorator';
import type { LimitName } from './limits';

declare module 'fastify' {
  interface FastifyRequest {
    /** An attempt at an account that is given back unless it fails. */
    reservation?: Reservation;
    /** Whether the attempt shows the owner of the account when it succeeds. */
    proves?: true;
    /** See LimitOptions. */
    undecided?: LimitOptions['undecided'];
  }
}

/** A limit that an account is under, and whether it has room. */
interface Asked {
  readonly name: LimitName;
  readonly window: AccountWindow;
  readonly outcome: Outcome;
}

/** Longest name or session that is looked at; bodies end at 64 KiB, and what is longer is refused by validation. */
const MAX_NAME = 16_384;

/**
 * Limits calls per account by the row of `@Limit`. Stands after the access guard, whose caller is the account on guarded routes.
 * What counts failures only is given back by the hooks of rate-limit-hooks.ts. Also notes the account for the audit event.
 */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  private readonly rules: PerRoute<LimitRule>;

  constructor(
    reflector: Reflector,
    private readonly limits: AccountLimits,
    private readonly modules: ModuleRef,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly metrics: Metrics,
  ) {
    this.rules = limitRules(reflector);
  }

  /** @throws AppError `rate_limited` */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.rules.of(context);
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const account = this.accountOf(rule, request);
    if (account === undefined) return true;
    if (request.caller === undefined) request.auditSubject = account;
    if (this.environment.RATE_LIMITS === 'off') return true;
    if (rule.undecided !== undefined) request.undecided = rule.undecided;
    const asked = this.ask(rule, request, account);
    if (asked.length === 0) return true;
    const decide = (outcomes: readonly Asked[]) =>
      this.decide(outcomes, request, http.getResponse<FastifyReply>());
    return asked.some(({ outcome }) => outcome instanceof Promise)
      ? Promise.all(asked.map(settled)).then(decide)
      : decide(asked as readonly Asked[]);
  }

  private ask(rule: LimitRule, request: FastifyRequest, account: string) {
    return rowsOf(rule, request).flatMap(({ name, row: { perAccount: window } }) => {
      if (window === undefined) return [];
      return [{ name, window, outcome: this.limits.reserve(name, window, account, normalizeIp(request.ip)) }];
    });
  }

  /** Lets the request pass if every limit does, and takes no room otherwise. */
  private decide(asked: readonly Asked[], request: FastifyRequest, reply: FastifyReply): boolean {
    const waits = asked.map(({ outcome }) => (typeof outcome === 'number' ? outcome : 0));
    const retryAfter = Math.max(...waits);
    for (const { name, window, outcome } of asked) {
      if (typeof outcome === 'number') {
        tellLimit(reply, `${name}-account`, window, 0, outcome);
        this.metrics.count('gatehouse_limit_hits_total', { limit: name, by: 'account' });
      } else if (retryAfter > 0) this.limits.giveBack(outcome);
      else if (window.counts === 'failures') {
        request.reservation = outcome;
        if (window.proves === true) request.proves = true;
      }
    }
    if (retryAfter > 0) throw new AppError('rate_limited', { retryAfter });
    return true;
  }

  /** The caller, or else the account that the request names, as a digest. */
  private accountOf(rule: LimitRule, request: FastifyRequest): string | undefined {
    const chosen = this.chosenName(rule, request);
    if (chosen === undefined && request.caller !== undefined) return request.caller.sub;
    const name = chosen ?? nameIn(request.body);
    if (name === undefined || name === '' || name.length > MAX_NAME) return undefined;
    return accountDigest(this.environment.COGNITO_USER_POOL_ID ?? '', name);
  }

  private chosenName({ account, accountSource }: LimitRule, request: FastifyRequest): string | undefined {
    if (accountSource === undefined) return account?.(request);
    return this.modules.get<LimitAccountSource>(accountSource, { strict: false }).accountOf(request);
  }
}

async function settled(asked: Omit<Asked, 'outcome'> & { readonly outcome: Outcome | Promise<Outcome> }) {
  return { ...asked, outcome: await asked.outcome };
}

/** A challenge names nobody in clear; its session at least stays the same through wrong answers. */
function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { username, session } = body as { username?: unknown; session?: unknown };
  const name = username ?? session;
  return typeof name === 'string' ? name : undefined;
}
