import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.decorators';
import { Limit } from '../rate-limits/limit.decorator';
import { AppError } from './app-error';
import { errorRow, errorTable, type ErrorCode, isErrorCode } from './error-table';
import { ErrorDescription } from './errors.dto';
import { catalogPage, errorPage, PAGE_CSP } from './errors.page';
import { Fails } from './fails.decorator';

/** The catalogue of failures, for whoever meets the `type` of a problem document: JSON for programs, a page for people. */
@Controller('errors')
@Public()
@Limit('unlimited')
export class ErrorsController {
  /** List every failure that this service can answer with. */
  @Get()
  @Fails()
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): ErrorDescription[] {
    const errors = (Object.keys(errorTable) as ErrorCode[]).map(describe);
    return negotiated(request, reply, errors, catalogPage);
  }

  /** Explain one failure: what it means, what to do about it, and who may see it. */
  @Get(':code')
  @Fails('error_code_not_found')
  get(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ErrorDescription {
    if (!isErrorCode(code)) throw new AppError('error_code_not_found');
    const error = describe(code);
    return negotiated(request, reply, error, errorPage);
  }
}

function describe(code: ErrorCode): ErrorDescription {
  const { status, title, meaning, action, audience } = errorRow(code);
  return {
    code,
    type: `/errors/${code}`,
    status,
    title,
    meaning,
    action,
    audience: audience ?? 'Every caller.',
  };
}

/** The page for a browser, otherwise the value itself. Typed as the value, because that is the documented answer. */
function negotiated<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  value: T,
  render: (value: T) => string,
): T {
  void reply.header('vary', 'accept');
  if (request.headers.accept?.includes('text/html') !== true) return value;
  void reply.header('content-security-policy', PAGE_CSP).type('text/html; charset=utf-8');
  return render(value) as T;
}
