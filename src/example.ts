import { basename, dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** What the page needs to know of where it runs. */
export interface ExampleOptions {
  /** Address of the embedded pool's inbox, where a person finds the codes. */
  readonly inbox: string;
}

/** Only its own scripts and styles; QR codes are images in data URIs. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The folder of the project, from the sources and from the build alike. */
const above = dirname(__dirname);
const root = basename(above) === 'dist' ? dirname(above) : above;

/**
 * `GET /example/`: one page that signs people up and in by the client of this project. For trying things out on the embedded pool only.
 * Plain files, and no part of the API.
 */
export function registerExample(app: NestFastifyApplication, { inbox }: ExampleOptions): void {
  const fastify = app.getHttpAdapter().getInstance();
  const options = {
    index: ['index.html'],
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply: FastifyReply) => {
      void reply.header('content-security-policy', CSP);
    },
  };
  fastify.get('/example', (_request, reply) => reply.redirect('/example/'));
  fastify.get('/example/local.json', (_request, reply) => reply.send({ inbox }));
  void fastify.register(fastifyStatic, { ...options, root: join(root, 'examples/web'), prefix: '/example/' });
  void fastify.register(fastifyStatic, {
    ...options,
    root: join(root, 'client/dist'),
    prefix: '/example/client/',
  });
}
