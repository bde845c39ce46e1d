import { Controller, Get, Param } from '@nestjs/common';
import { Public } from '../access/access.decorators';
import { Limit } from '../rate-limits/limit.decorator';
import { AppError } from './app-error';
import { errorRow, errorTable, type ErrorCode, isErrorCode } from './error-table';
import { ErrorDescription } from './errors.dto';
import { Fails } from './fails.decorator';

/** The catalogue of failures, for people who meet a `type` of a problem document. */
@Controller('errors')
@Public()
@Limit('unlimited')
export class ErrorsController {
  /** List every failure that this service can answer with. */
  @Get()
  @Fails()
  list(): ErrorDescription[] {
    return (Object.keys(errorTable) as ErrorCode[]).map(describe);
  }

  /**
   * Explain one failure: what it means and what to do about it.
   *
   * @param code the `code` of a problem document
   */
  @Get(':code')
  @Fails('error_code_not_found')
  get(@Param('code') code: string): ErrorDescription {
    if (!isErrorCode(code)) throw new AppError('error_code_not_found');
    return describe(code);
  }
}

function describe(code: ErrorCode): ErrorDescription {
  const { status, title, meaning, action } = errorRow(code);
  return { code, type: `/errors/${code}`, status, title, meaning, action };
}
