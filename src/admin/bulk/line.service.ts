import { Inject, Injectable } from '@nestjs/common';
import { isConfinedBy } from '../../common/access/account-rule';
import { hasRoles } from '../../common/access/access-rule';
import type { Caller } from '../../common/access/caller';
import { refuseAbove, userWithin } from '../../common/access/reach';
import { USER_DIRECTORY, type UserDirectory } from '../../common/access/user-directory';
import { AppError } from '../../common/errors/app-error';
import { createValidationPipe } from '../../common/http/validation.pipe';
import { checked, operationOf, type ReadLine } from './bulk-line';
import { type Asker, type Given, type Operation, Operations } from './operations';

/** On whose behalf lines are done. */
export interface Behalf {
  readonly caller: Caller;
  /** The account of a caller who is kept to it. */
  readonly account: string | undefined;
  /** Of a run that is resumed, when its first attempt began, milliseconds since the epoch. */
  readonly since: number | undefined;
}

/** What has become of a line. */
export interface Done {
  readonly operation: Operation | undefined;
  readonly already: boolean;
  readonly data?: object | undefined;
  readonly failure?: unknown;
}

/** Does what single lines ask for, by the rules of the single routes. */
@Injectable()
export class LineService {
  private readonly pipe = createValidationPipe();

  constructor(
    private readonly operations: Operations,
    @Inject(USER_DIRECTORY) private readonly directory: UserDirectory,
  ) {}

  /** Never fails: what goes wrong is the result of the line. */
  async do(line: ReadLine, behalf: Behalf): Promise<Done> {
    let operation: Operation | undefined;
    try {
      operation = operationOf(line, this.operations.table);
      return { operation, ...(await this.attempt(operation, line, behalf)) };
    } catch (failure) {
      // It is told to the caller as the result of this line, and the others go on.
      return { operation, already: false, failure };
    }
  }

  private async attempt(
    operation: Operation,
    line: ReadLine,
    behalf: Behalf,
  ): Promise<Omit<Done, 'operation'>> {
    const { caller, since } = behalf;
    if (!hasRoles(operation.rule.roles, caller.groups)) throw new AppError('forbidden');
    const given = await checked(line, operation, this.pipe);
    try {
      const asker = await this.reach(operation, given, behalf);
      if (since !== undefined && (await this.doneSince(operation, given, since))) return { already: true };
      return { already: false, data: (await operation.run(given, asker)) as object | undefined };
    } catch (failure) {
      const data = since === undefined ? undefined : await operation.doneAfter?.(failure, given, since);
      if (data === undefined) throw failure;
      return { already: true, ...(Object.keys(data).length === 0 ? {} : { data }) };
    }
  }

  private doneSince(
    { doneSince }: Operation,
    { parameters }: Given<object, object>,
    since: number,
  ): Promise<boolean> {
    const { username = '' } = parameters as { username?: string };
    return doneSince?.(username, since) ?? Promise.resolve(false);
  }

  /** What SameAccountGuard does in front of the single route. */
  private async reach(
    { rule, parameters: named }: Operation,
    { parameters }: Given<object, object>,
    { caller, account }: Behalf,
  ): Promise<Asker> {
    if (!isConfinedBy(rule, caller.groups)) return { caller, within: undefined, checked: undefined };
    if (account === undefined || rule.sameAccount === undefined) throw new AppError('forbidden');
    if (named === undefined) return { caller, within: account, checked: undefined };
    const given = parameters as { username: string };
    const user = await userWithin(this.directory, given.username, account);
    await refuseAbove(this.directory, user, caller.groups);
    given.username = user.username;
    return { caller, within: account, checked: user };
  }
}
