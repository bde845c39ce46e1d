import {
  type CallHandler,
  type ExecutionContext,
  Module,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A request with this header meets a fault that nobody foresaw, behind the gates and in front of the route. */
export const PLANTED_FAULT = 'x-planted-fault';

class Saboteur implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (PLANTED_FAULT in headers) throw new TypeError('a fault that a test has planted');
    return next.handle();
  }
}

/**
 * A module that notes what every route answers, and can make any of them fail from within.
 *
 * @param answers receives lines such as `POST /v1/auth/sign-in 401 invalid_credentials` or `GET /v1/users/me 200`
 */
export function probe(answers: Set<string>): Type {
  @Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: Saboteur }] })
  class Probe {
    constructor({ httpAdapter }: HttpAdapterHost) {
      httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, reply, done) => {
        const path = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}');
        if (path !== undefined) {
          answers.add(`${request.method} ${path} ${reply.statusCode} ${request.problemCode ?? ''}`.trim());
        }
        done();
      });
    }
  }
  return Probe;
}
