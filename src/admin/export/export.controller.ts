import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { CurrentUser, Freshness, Roles } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { SameAccount, Within } from '../../common/access/same-account.decorator';
import { Fails } from '../../common/errors/fails.decorator';
import { GivesStream } from '../../common/http/streamed-body';
import { Streamed, StreamedExchange } from '../../common/http/streamed-exchange';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { ExportLine, ExportQuery } from './export.dto';
import { ExportService } from './export.service';

/** All users in one answer. */
@Controller('v1/admin/export')
@Roles('admin', 'account-admin')
@SameAccount('handler')
@Limit('bulk')
export class AdminExportController {
  constructor(private readonly users: ExportService) {}

  /**
   * Export all users.
   * @remarks One JSON document a line: `user` for each of them, as lists show them; `cursor` after each page; `summary` in the end. An answer
   * without `summary` was cut off: keep what comes before its last `cursor` and go on with that. Users who are made or
   * deleted meanwhile may be in it or not. There are no passwords in it and no secrets. Somebody who administrates an account exports its users.
   */
  @Get()
  @Freshness('live')
  @Fails('invalid_cursor')
  @Audited('admin.export')
  @GivesStream(ExportLine)
  async export(
    @Streamed() exchange: StreamedExchange,
    @Query() query: ExportQuery,
    @CurrentUser() caller: Caller,
    @Within() account: string | undefined,
  ): Promise<StreamableFile> {
    return exchange.answer(await this.users.run(exchange, query, { caller, account }));
  }
}
