import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { PageQuery } from '../../cognito/page.dto';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { TakesStream } from '../../common/http/streamed-body';
import { Streamed, StreamedExchange } from '../../common/http/streamed-exchange';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import {
  CreatedImportJob,
  CreateImportQuery,
  ImportHeader,
  ImportJob,
  ImportJobDetails,
  ImportParams,
} from './imports.dto';
import { ImportsService } from './imports.service';

/** Users from CSV files. */
@Controller('v1/admin/imports')
@Roles('admin')
@Limit('admin')
export class AdminImportsController {
  constructor(private readonly imports: ImportsService) {}

  /** Tell what a file begins with. */
  @Get('header')
  @Fails()
  header(): Promise<ImportHeader> {
    return this.imports.header();
  }

  /** List import jobs. */
  @Get()
  @Fails('invalid_cursor')
  @Lists(ImportJob)
  list(@Query() query: PageQuery): Promise<Page<ImportJob>> {
    return this.imports.list(query);
  }

  /**
   * Make an import job.
   * @remarks The body is the file: UTF-8, the header first, at most 500,000 rows and 100 MB. It is held to the rules of Cognito before anything is
   * sent, and refused as a whole with the lines that break them. The job waits to be started, for a day.
   */
  @Post()
  @Limit('bulk')
  @Freshness('live')
  @Fails('import_file_invalid', 'payload_too_large', 'limit_exceeded', 'invalid_parameter')
  @Audited('admin.create_import')
  @TakesStream({
    type: 'text/csv',
    example:
      'cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled\nnew.person@example.com,,,,,,,,,,new.person@example.com,TRUE,,,,,,,,,FALSE\n',
  })
  create(
    @Streamed() exchange: StreamedExchange,
    @Query() query: CreateImportQuery,
  ): Promise<CreatedImportJob> {
    return this.imports.create(exchange, query);
  }

  /**
   * Read an import job.
   * @remarks Tells how far it has come. What single rows have come to AWS writes to CloudWatch Logs, under `log`; it is told here where this
   * service has been given an address to read it at.
   */
  @Get(':id')
  @Fails('resource_not_found')
  get(@Param() { id }: ImportParams): Promise<ImportJobDetails> {
    return this.imports.get(id);
  }

  /**
   * Start an import job.
   * @remarks One is at work at a time, in the whole AWS account.
   */
  @Post(':id/start')
  @HttpCode(HttpStatus.OK)
  @Freshness('live')
  @Fails('resource_not_found', 'conflict', 'invalid_parameter')
  @Audited('admin.start_import')
  start(@Param() { id }: ImportParams): Promise<ImportJob> {
    return this.imports.start(id);
  }

  /**
   * Stop an import job.
   * @remarks Users that have been made stay.
   */
  @Post(':id/stop')
  @HttpCode(HttpStatus.OK)
  @Fails('resource_not_found', 'conflict', 'invalid_parameter')
  @Audited('admin.stop_import')
  stop(@Param() { id }: ImportParams): Promise<ImportJob> {
    return this.imports.stop(id);
  }
}
