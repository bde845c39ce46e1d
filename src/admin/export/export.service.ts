import { Inject, Injectable } from '@nestjs/common';
import { appErrorOf } from '../../common/errors/problem';
import { Draining } from '../../common/http/shutdown';
import type { Page } from '../../common/http/page';
import type { StreamedExchange } from '../../common/http/streamed-exchange';
import { failureOf } from '../../common/observability/failure';
import { LOG, type Log } from '../../common/observability/log';
import { problemIn } from '../bulk/bulk-run';
import type { Commissioner } from '../bulk/bulk.service';
import { Standing } from '../standing';
import { Stop } from '../stop';
import type { AdminUser } from '../users/admin-user.dto';
import { UserListService } from '../users/user-list.service';
import type { ExportLine, ExportQuery } from './export.dto';
import { type GroupsOf, Members } from './members';

const asTheyAre: GroupsOf = (users) => Promise.resolve([...users]);

/** Exports all users. */
@Injectable()
export class ExportService {
  constructor(
    private readonly users: UserListService,
    private readonly members: Members,
    private readonly standing: Standing,
    private readonly draining: Draining,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Tells of all users, or of those of the caller's account, page by page as Cognito gives them.
   *
   * @throws AppError `invalid_cursor`, and whatever else reading the first page fails with, before anything is answered
   */
  async run(
    exchange: StreamedExchange,
    { cursor, groups }: ExportQuery,
    of: Commissioner,
  ): Promise<AsyncIterable<readonly object[]>> {
    const read = (from: string | undefined): Promise<Page<AdminUser>> =>
      this.users.list({ cursor: from, limit: undefined }, of.account);
    const first = await read(cursor);
    return this.answer(exchange, new Pages(read, first, cursor), groups === 'true', of);
  }

  private async *answer(
    exchange: StreamedExchange,
    pages: Pages,
    withGroups: boolean,
    { caller }: Commissioner,
  ): AsyncGenerator<readonly ExportLine[]> {
    const stop = new Stop(exchange, this.draining.signal);
    const mayGoOn = this.standing.of(caller);
    const goOn = async (): Promise<void> => {
      await mayGoOn();
      if (stop.reason !== undefined) throw stop.reason;
    };
    let told = 0;
    try {
      const groupsOf = withGroups ? await this.members.read(goOn) : asTheyAre;
      for (let page = await pages.next(); page !== undefined; page = await pages.next()) {
        await goOn();
        const users = await groupsOf(page.items);
        yield lines(users, page.nextCursor);
        told += users.length;
        pages.told();
      }
      yield [{ summary: { complete: true, users: told } }];
    } catch (error) {
      const { cursor } = pages;
      const reason = appErrorOf(error);
      if (reason.code === 'internal_error')
        this.log.error({ requestId: exchange.request.id, failure: failureOf(error) }, 'export failed');
      exchange.note(reason);
      const next = cursor === undefined ? {} : { cursor };
      yield [{ summary: { complete: false, users: told, ...next, problem: problemIn(reason) } }];
    } finally {
      stop.over();
    }
  }
}

function lines(users: readonly AdminUser[], cursor: string | undefined): ExportLine[] {
  const told = users.map((user) => ({ user }));
  return cursor === undefined ? told : [...told, { cursor }];
}

/** The pages of a list, each asked for while the one before is being told of. */
class Pages {
  private ahead: Promise<Page<AdminUser>> | undefined;
  private following: string | undefined;

  /** @param cursor behind which nothing has been told of yet; undefined at the beginning */
  constructor(
    private readonly read: (cursor: string) => Promise<Page<AdminUser>>,
    first: Page<AdminUser>,
    public cursor: string | undefined,
  ) {
    this.ahead = Promise.resolve(first);
  }

  async next(): Promise<Page<AdminUser> | undefined> {
    const page = await this.ahead;
    this.following = page?.nextCursor;
    this.ahead = page?.nextCursor === undefined ? undefined : this.read(page.nextCursor);
    // It is waited for with the next call, if there is one.
    this.ahead?.catch(() => undefined);
    return page;
  }

  /** The page has been told of. */
  told(): void {
    this.cursor = this.following ?? this.cursor;
  }
}
