import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { KnownUser } from './user-directory';

export const SAME_ACCOUNT = 'gatehouse:same-account';
export const ACCOUNT_ID = 'gatehouse:account-id';

/**
 * How a route keeps to the caller's account.
 *
 * - `{ account: 'accountId' }`: the path parameter `accountId` names an account, which must be the caller's
 * - `{ user: 'username' }`: the path parameter `username` names a user, who must belong to the caller's account
 * - `'handler'`: the route sees to it, with what `@Within()` or `@AccountId()` gives it
 */
export type SameAccountRule = { readonly account: string } | { readonly user: string } | 'handler';

/**
 * Keeps callers within their own account (tenant): whoever has none is refused, and what belongs to another account is not there (404).
 * Callers whom `@Roles` lets in by a role of the whole platform are not confined (see roles.ts).
 */
export const SameAccount = (rule: SameAccountRule = { account: 'accountId' }) =>
  SetMetadata(SAME_ACCOUNT, rule);

/** Whether a route can do without the caller's account. */
export interface AccountIdOptions {
  /** Callers without an account pass, with undefined. They are refused otherwise. */
  readonly optional?: true;
}

const accountId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => requestOf(context).caller?.accountId,
);

/**
 * The account (tenant) of the caller: what the access token says, and where it says nothing, what Cognito says. No body, query or header
 * can name another.
 */
export const AccountId =
  (options: AccountIdOptions = {}): ParameterDecorator =>
  (target, method, index) => {
    const handler = (target as Record<string | symbol, object>)[method ?? ''];
    Reflect.defineMetadata(ACCOUNT_ID, options.optional === true ? 'optional' : 'needed', handler ?? target);
    accountId()(target, method, index);
  };

/** The account that the caller is kept to on this route; undefined for somebody who reaches all. */
export const Within = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => requestOf(context).within,
);

/**
 * The user whom the path names, as it was read when the caller's right to them was checked: go on with it, since the same name may mean
 * another user a moment later. Undefined where nothing had to be checked.
 */
export const CheckedUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): KnownUser | undefined => requestOf(context).checkedUser,
);

const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();
