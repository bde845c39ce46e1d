import { Body, Controller, Get, HttpCode, Module, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createApp } from '../../src/app';
import { Public } from '../../src/common/access/access.decorators';
import type { Environment } from '../../src/common/config/environment';
import { loadLambdaEnvironment } from '../../src/common/config/load-environment';
import { Fails } from '../../src/common/errors/fails.decorator';
import { type Client, ClientContext } from '../../src/common/http/client-context';
import { Streamed, type StreamedExchange } from '../../src/common/http/streamed-exchange';
import { Limit } from '../../src/common/rate-limits/limit.decorator';

/** Says what it has been asked, as routes see it. */
@Controller('echo')
@Public()
class EchoController {
  @Get('lines')
  @Limit('unlimited')
  @Fails()
  lines(@Streamed() exchange: StreamedExchange) {
    return exchange.answer(endless(exchange));
  }

  @Get('large/:bytes')
  @Limit('unlimited')
  @Fails()
  large(@Req() { params }: FastifyRequest) {
    return { text: 'x'.repeat(Number((params as { bytes: string }).bytes)) };
  }

  @Get('never')
  @Limit('unlimited')
  @Fails()
  never() {
    return new Promise(() => undefined);
  }

  @Get('cut')
  @Limit('unlimited')
  @Fails()
  cut(@Req() request: FastifyRequest) {
    request.raw.emit('close');
    throw new Error('not to be told');
  }

  @Get(':text')
  @Limit('bulk')
  @Fails()
  get(@Req() request: FastifyRequest, @Query() query: object, @ClientContext() { ip }: Client) {
    return told(request, { query, client: ip });
  }

  @Post(':text')
  @HttpCode(200)
  @Limit('unlimited')
  @Fails()
  post(@Req() request: FastifyRequest, @Body() body: unknown) {
    return told(request, { body });
  }
}

function told(request: FastifyRequest, more: object): object {
  const { 'x-thing': thing, cookie, 'user-agent': agent } = request.headers;
  const { method, params, ip } = request;
  return { method, params, ip, thing, cookie, agent, ...more };
}

async function* endless({ enough }: StreamedExchange): AsyncGenerator<readonly object[]> {
  let line = 0;
  while (!enough.aborted) {
    yield [{ line: ++line, text: 'é"\n'.repeat(2000) }];
    if (line % 50 === 0) await new Promise(setImmediate);
  }
  yield [{ summary: line }];
}

@Module({ controllers: [EchoController] })
class EchoModule {}

/** Settings of a function with a user pool that nobody needs to ask. */
export const SETTINGS = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'info',
  COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI',
  COGNITO_CLIENT_ID: '1example23456789',
  COGNITO_ENDPOINT: 'http://127.0.0.1:1',
  SESSION_SECRET: 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei',
};

/** The application with a route that echoes, and the lines that it logs. */
export async function echoApp(variables: Record<string, string> = {}) {
  const environment: Environment = loadLambdaEnvironment({ ...SETTINGS, ...variables });
  const lines: Record<string, any>[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as object) };
  const app = await createApp(environment, { modules: [EchoModule], logDestination });
  return { app, environment, lines };
}
