import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import type { Environment } from '../../src/common/config/environment';
import {
  CurrentUser,
  OptionalUser,
  Public,
  Roles,
  SignedIn,
} from '../../src/common/access/access.decorators';
import type { Caller } from '../../src/common/access/caller';
import { Limit } from '../../src/common/rate-limits/limit.decorator';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { CLIENT_ID, ISSUER, Mint } from './mint';
import { generateKeys, jwkOf, keySetOf } from './pool-keys';

/** One route of each kind; each answers with the caller that it was given. */
@Controller('doors')
@Limit('read')
class DoorsController {
  @Get('unsaid')
  unsaid(@CurrentUser() caller: Caller): Caller {
    return caller;
  }

  @Get('signed-in')
  @SignedIn()
  signedIn(@CurrentUser() caller: Caller): Caller {
    return caller;
  }

  @Post('signed-in')
  @SignedIn()
  post(@CurrentUser() caller: Caller): Caller {
    return caller;
  }

  @Get('open')
  @Public()
  open(@OptionalUser() caller: Caller | undefined): { caller: Caller | null } {
    return { caller: caller ?? null };
  }

  @Get('optional')
  @Public({ bearer: 'optional' })
  optional(@OptionalUser() caller: Caller | undefined): { caller: Caller | null } {
    return { caller: caller ?? null };
  }

  @Get('admin')
  @Roles('support', 'admin')
  admin(@CurrentUser() caller: Caller): Caller {
    return caller;
  }

  @Get('support')
  @Roles('support')
  support(@CurrentUser() caller: Caller): Caller {
    return caller;
  }
}

@Controller('open-doors')
@Limit('read')
@Public()
class OpenDoorsController {
  @Get('signed-in')
  @SignedIn()
  signedIn(@CurrentUser() caller: Caller): Caller {
    return caller;
  }
}

@Module({ controllers: [DoorsController, OpenDoorsController] })
class DoorsModule {}

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** An answer in JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: any;
}

/** The whole service with doors of ours, a pool that is nothing but its keys, and a server that nobody should ask. */
export class Service {
  app: NestFastifyApplication;
  /** Origin of the service. */
  url: string;
  jwksUri: string;
  mint: Mint;
  /** Lines of the log, parsed. */
  readonly log: Record<string, unknown>[] = [];
  /** How many requests came for the key set. */
  fetches = 0;
  /** Called for each of them. */
  onFetch: (() => void) | undefined;
  /** How many connections came to where only tokens point. */
  connections = 0;

  /** What the server of the keys has, when it is not what the pool usually has. */
  published: object | undefined;

  private readonly pool = createServer((_request, response) => {
    this.fetches++;
    this.onFetch?.();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.published ?? keySetOf(this.mint.keys)));
  });
  private readonly elsewhere = createServer((_request, response) => {
    const { keys, header } = this.mint;
    response.end(JSON.stringify({ keys: [jwkOf(keys.stranger.publicKey, { kid: header.kid })] }));
  }).on('connection', () => this.connections++);

  /** Starts all of it on free ports of loopback. */
  static async start(changes: Partial<Environment> = {}): Promise<Service> {
    const service = new Service();
    service.mint = new Mint(await generateKeys(), await listening(service.elsewhere));
    service.jwksUri = `${await listening(service.pool)}/jwks.json`;
    const environment = loadEnvironment({
      NODE_ENV: 'test',
      LOG_LEVEL: 'trace',
      RATE_LIMITS: 'off',
      // Whoever makes thousands of signatures keeps the loop busy.
      OVERLOAD_DELAY_MS: '0',
      COGNITO_USER_POOL_ID: ISSUER.slice(ISSUER.lastIndexOf('/') + 1),
      COGNITO_CLIENT_ID: CLIENT_ID,
      COGNITO_JWKS_URI: service.jwksUri,
    });
    service.app = await createApp(
      { ...environment, ...changes },
      {
        credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
        modules: [DoorsModule],
        logDestination: { write: (line) => service.log.push(JSON.parse(line) as Record<string, unknown>) },
      },
    );
    await service.app.listen(0, '127.0.0.1');
    service.url = await service.app.getUrl();
    return service;
  }

  /** Answers past the connection, through all that the service does. */
  async inject(path: string, authorization?: string): Promise<Answer> {
    const { statusCode, headers, body } = await this.app.inject({
      url: path,
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: statusCode, headers, body: JSON.parse(body) };
  }

  /** Takes the server of the keys away, until it is started again in the same place. */
  stopKeys(): { start: () => Promise<void> } {
    this.pool.close();
    this.pool.closeAllConnections();
    return {
      start: () =>
        new Promise((resolve) => this.pool.listen(Number(new URL(this.jwksUri).port), '127.0.0.1', resolve)),
    };
  }

  async close(): Promise<void> {
    await this.app.close();
    for (const server of [this.pool, this.elsewhere]) {
      server.close();
      server.closeAllConnections();
    }
  }
}
