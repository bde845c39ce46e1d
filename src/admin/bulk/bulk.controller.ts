import { Controller, HttpCode, HttpStatus, Post, Query, type StreamableFile } from '@nestjs/common';
import { CurrentUser, Freshness, Roles } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { SameAccount, Within } from '../../common/access/same-account.decorator';
import { Fails } from '../../common/errors/fails.decorator';
import { GivesStream, TakesStream } from '../../common/http/streamed-body';
import { Streamed, StreamedExchange } from '../../common/http/streamed-exchange';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { BulkAnswerLine, BulkQuery } from './bulk.dto';
import { BulkService } from './bulk.service';

/** Many operations on users in one request. */
@Controller('v1/admin/bulk')
@Roles('admin', 'account-admin')
@SameAccount('handler')
@Limit('bulk')
export class AdminBulkController {
  constructor(private readonly bulk: BulkService) {}

  /**
   * Do many things to users.
   * @remarks The body has one JSON document a line: `operation` (`invite`, `update`, `delete`, `confirm`, `enable`, `disable`, `reset-password`,
   * `resend-invite`, `sign-out`, `set-password`, `set-account`, `set-mfa`, `remove-totp`, `add-to-group`, `remove-from-group`), an `id` of
   * yours if you like, and the members that the path and the body of the single route have. Each line is held to the rules of that route. Lines about the
   * same `username` are done in their order, others side by side, at the pace that Cognito's quotas allow. The answer begins at once
   * and has a line for each line, in order of completion. An answer without `summary` was cut off: send the file again with `from` the
   * lowest line without a result and `since` from `run`.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @Freshness('live')
  @Fails()
  @Audited('admin.bulk')
  @TakesStream({
    type: 'application/x-ndjson',
    example:
      '{"operation":"invite","username":"new.person@example.com","delivery":"NONE"}\n{"operation":"add-to-group","username":"person@example.com","group":"editors"}\n',
  })
  @GivesStream(BulkAnswerLine)
  run(
    @Streamed() exchange: StreamedExchange,
    @Query() query: BulkQuery,
    @CurrentUser() caller: Caller,
    @Within() account: string | undefined,
  ): StreamableFile {
    return exchange.answer(this.bulk.run(exchange, query, { caller, account }));
  }
}
