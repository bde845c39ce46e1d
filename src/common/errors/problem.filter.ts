import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem';

/**
 * The one exception filter: everything that is thrown anywhere leaves as an RFC 9457 problem document. The cause stays on the
 * request for the log and never reaches the caller.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error, request);
    request.problemCode = problem.body.code;
    request.failure = error;
    void reply.code(problem.body.status).headers(problem.headers).send(problem.body);
  }
}
