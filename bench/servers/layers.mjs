// What a careful team writes by hand on top of raw Fastify: the layers that the product has, each in its plainest form.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pino from 'pino';
import { Counter, Histogram, Registry } from 'prom-client';

const HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** @returns Fastify with everything but a guard, and what guards need */
export function withLayers() {
  const log = pino();
  const fastify = Fastify({ genReqId: () => randomUUID(), bodyLimit: 65_536 });
  addHeaders(fastify);
  addLog(fastify, log);
  addMetrics(fastify);
  fastify.setErrorHandler((error, request, reply) => {
    const status = error.statusCode ?? 500;
    const problem = { type: `/errors/${error.code}`, title: error.message, status, requestId: request.id };
    void reply.code(status).type('application/problem+json').send(problem);
  });
  return { fastify, log, limit: windows(), revoked: new Map() };
}

function addHeaders(fastify) {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    reply.header('x-request-id', request.id);
  });
}

function addLog(fastify, log) {
  fastify.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ip: request.ip,
        caller: request.claims?.sub,
      },
      'request',
    );
    if (request.audited !== undefined) log.info({ audit: request.audited, ip: request.ip }, 'audit');
  });
}

function addMetrics(fastify) {
  const registers = [new Registry()];
  const labelNames = ['method', 'route', 'status'];
  const count = new Counter({ name: 'http_requests_total', help: 'requests', labelNames, registers });
  const times = new Histogram({ name: 'http_request_seconds', help: 'times', labelNames, registers });
  fastify.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
    };
    count.inc(labels);
    times.observe(labels, reply.elapsedTime / 1000);
  });
}

/** Fixed windows in memory: @returns whether one more call is within the limit. */
function windows() {
  const counts = new Map();
  return (key, limit, seconds) => {
    const now = Date.now();
    const window = counts.get(key);
    if (window === undefined || window.until < now) {
      counts.set(key, { until: now + seconds * 1000, calls: 1 });
      return true;
    }
    window.calls += 1;
    return window.calls <= limit;
  };
}
