import { Injectable, type Type } from '@nestjs/common';
import type { Caller } from '../../common/access/caller';
import type { KnownUser } from '../../common/access/user-directory';
import { UpdateMfaRequest } from '../../cognito/mfa-preferences.dto';
import { AdminUserAccountController } from '../users/accounts.controller';
import { AdminMembershipsController } from '../users/memberships.controller';
import { AdminMfaController } from '../users/mfa.controller';
import { AdminUserStateController } from '../users/user-state.controller';
import { AdminUsersController } from '../users/users.controller';
import {
  AssignAccountRequest,
  InviteUserRequest,
  MembershipParams,
  SetPasswordRequest,
  UpdateUserRequest,
  UserParams,
} from '../users/users.dto';
import { DoneAlready } from './done-already';
import { type RouteRule, routeRule } from './route-rule';

/** Who asks for a line, as the gates hand them to a route. */
export interface Asker {
  readonly caller: Caller;
  /** The account that they are kept to for this operation. */
  readonly within: string | undefined;
  /** The user whom the line names, where their right to them had to be checked. */
  readonly checked: KnownUser | undefined;
}

/** What a line says, checked. */
export interface Given<Parameters, Body> {
  readonly parameters: Parameters;
  readonly body: Body;
}

/** What a line can ask for. */
export interface Operation {
  readonly rule: RouteRule;
  /** Classes that its members are checked against: those of the path of the single route, and its body. */
  readonly parameters: Type | undefined;
  readonly body: Type | undefined;
  run(given: Given<object, object>, asker: Asker): Promise<unknown>;
  /**
   * On a run that is resumed, before it is done: whether it has been, since then.
   *
   * @param since milliseconds since the epoch
   */
  readonly doneSince?: (username: string, since: number) => Promise<boolean>;
  /**
   * The same when it has failed.
   *
   * @returns the data of the answer; undefined when it has not been done
   */
  readonly doneAfter?: (
    failure: unknown,
    given: Given<object, object>,
    since: number,
  ) => Promise<object | undefined>;
}

interface Row<Parameters, Body> {
  readonly parameters?: Type<Parameters>;
  readonly body?: Type<Body>;
  readonly run: (given: Given<Parameters, Body>, asker: Asker) => Promise<unknown>;
  readonly doneSince?: Operation['doneSince'];
  readonly doneAfter?: (
    failure: unknown,
    given: Given<Parameters, Body>,
    since: number,
  ) => Promise<object | undefined>;
}

/**
 * What lines of a bulk run can ask for: a table of the single routes. Each row names the route whose roles, account rule, audit action and
 * status hold for it, and calls that route's own method with what its gates would have handed it.
 */
@Injectable()
export class Operations {
  readonly table: Readonly<Record<string, Operation>>;

  constructor(
    users: AdminUsersController,
    state: AdminUserStateController,
    accounts: AdminUserAccountController,
    mfa: AdminMfaController,
    memberships: AdminMembershipsController,
    done: DoneAlready,
  ) {
    const of = { parameters: UserParams };
    this.table = {
      invite: row(AdminUsersController, 'invite', {
        body: InviteUserRequest,
        run: ({ body }, { caller, within }) => users.invite(caller, within, body),
        doneAfter: (failure, { body }, since) => done.invited(failure, body, since),
      }),
      update: row(AdminUsersController, 'update', {
        ...of,
        body: UpdateUserRequest,
        run: ({ parameters, body }, { checked }) => users.update(parameters, checked, body),
      }),
      delete: row(AdminUsersController, 'delete', {
        ...of,
        run: ({ parameters }, { checked }) => users.delete(parameters, checked),
        doneAfter: (failure) => done.ifAnswered(failure, 'user_not_found'),
      }),
      confirm: row(AdminUserStateController, 'confirm', {
        ...of,
        run: ({ parameters }) => state.confirm(parameters),
        doneAfter: (failure) => done.ifAnswered(failure, 'user_already_confirmed'),
      }),
      enable: row(AdminUserStateController, 'enable', {
        ...of,
        run: ({ parameters }) => state.enable(parameters),
      }),
      disable: row(AdminUserStateController, 'disable', {
        ...of,
        run: ({ parameters }, { checked }) => state.disable(parameters, checked),
      }),
      'reset-password': row(AdminUserStateController, 'resetPassword', {
        ...of,
        run: ({ parameters }, { checked }) => state.resetPassword(parameters, checked),
        doneSince: (username, since) => done.cameTo('RESET_REQUIRED', username, since),
      }),
      'resend-invite': row(AdminUserStateController, 'resendInvite', {
        ...of,
        run: ({ parameters }) => state.resendInvite(parameters),
        doneSince: (username, since) => done.cameTo('FORCE_CHANGE_PASSWORD', username, since),
      }),
      'sign-out': row(AdminUserStateController, 'signOut', {
        ...of,
        run: ({ parameters }, { checked }) => state.signOut(parameters, checked),
      }),
      'set-password': row(AdminUserStateController, 'setPassword', {
        ...of,
        body: SetPasswordRequest,
        run: ({ parameters, body }, { checked }) => state.setPassword(parameters, checked, body),
      }),
      'set-account': row(AdminUserAccountController, 'assign', {
        ...of,
        body: AssignAccountRequest,
        run: ({ parameters, body }) => accounts.assign(parameters, body),
      }),
      'set-mfa': row(AdminMfaController, 'update', {
        ...of,
        body: UpdateMfaRequest,
        run: ({ parameters, body }, { checked }) => mfa.update(parameters, checked, body),
      }),
      'remove-totp': row(AdminMfaController, 'removeTotp', {
        ...of,
        run: ({ parameters }) => mfa.removeTotp(parameters),
      }),
      'add-to-group': row(AdminMembershipsController, 'add', {
        parameters: MembershipParams,
        run: ({ parameters }, { caller, checked }) => memberships.add(caller, parameters, checked),
      }),
      'remove-from-group': row(AdminMembershipsController, 'remove', {
        parameters: MembershipParams,
        run: ({ parameters }, { caller, checked }) => memberships.remove(caller, parameters, checked),
      }),
    };
  }
}

/** @param method of the controller: the single route */
function row<Parameters extends object, Body extends object>(
  controller: Type,
  method: string,
  shape: Row<Parameters, Body>,
): Operation {
  const { parameters, body, ...functions } = shape;
  // What a row is given has been checked against the row's own classes.
  return { rule: routeRule(controller, method), parameters, body, ...functions } as unknown as Operation;
}
