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

/** What a route has answered, to whatever request. */
export interface Noted {
  /** As in the document: `POST /v1/auth/sign-in`. */
  readonly route: string;
  readonly status: number;
  /** Of a failure. */
  readonly code: string | undefined;
  /** As it was sent; empty for an answer without body. */
  readonly body: string;
}

/**
 * A module that notes what every route answers, and can make any of them fail from within.
 *
 * @param note called with each answer
 */
export function probe(note: (answer: Noted) => void): Type {
  @Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: Saboteur }] })
  class Probe {
    constructor({ httpAdapter }: HttpAdapterHost) {
      httpAdapter.getInstance<FastifyInstance>().addHook('onSend', (request, reply, payload, done) => {
        const path = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}');
        const body = typeof payload === 'string' ? payload : '';
        if (path !== undefined) {
          const route = `${request.method} ${path}`;
          note({ route, status: reply.statusCode, code: request.problemCode, body });
        }
        done(null, payload);
      });
    }
  }
  return Probe;
}
