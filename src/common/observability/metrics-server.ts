import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { listenFault } from '../config/start-faults';
import { Metrics } from './metrics';

/**
 * Answers `GET /metrics` on a port of its own (`METRICS_PORT`), never next to the API: what a service does and how often is nothing
 * for its callers. It answers until the last request is done, so that the end of an instance is seen too.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private pending: Promise<string> | undefined;

  constructor(
    private readonly metrics: Metrics,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Where the metrics are; undefined when they are off. */
  get url(): string | undefined {
    if (this.server === undefined) return undefined;
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}/metrics`;
  }

  /** @throws EnvironmentError that names the variable when it cannot listen */
  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, METRICS_HOST: host } = this.environment;
    if (port === undefined) return;
    const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, (request, response) => {
      // A gauge that could not be read: Prometheus shows the target as down, which is what there is to tell.
      this.answer(request, response).catch(() => end(response, 500));
    });
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      throw listenFault(error, 'METRICS_HOST', 'METRICS_PORT');
    });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split('?', 1)[0] !== '/metrics') end(response, 404);
    else if (request.method !== 'GET') end(response, 405, { allow: 'GET' });
    else end(response, 200, { 'content-type': this.metrics.contentType }, await this.text());
  }

  /** Written once for all who ask at the same time: it takes some milliseconds. */
  private text(): Promise<string> {
    this.pending ??= this.metrics.text().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  text = '',
): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...headers }).end(text);
}
