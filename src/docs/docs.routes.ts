import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buildDocument } from './document';
import { DOCS_CSP, DOCS_PAGE, DOCS_SCRIPT } from './docs.page';

/** Files of Swagger UI that the page needs, by name, with their types. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * `GET /openapi.json`, Swagger UI under `/docs`, and the sign-in of its "Authorize" box. Plain Fastify routes: they are documents and
 * not part of the API, and nothing is built or read before the first visitor asks.
 */
export function registerDocs(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: Promise<string> | undefined;
  fastify.get('/openapi.json', async (_request, reply) => {
    document ??= buildDocument(app).then((built) => JSON.stringify(built));
    return reply.type('application/json; charset=utf-8').send(await document);
  });
  fastify.get('/docs', (_request, reply) => {
    void reply.header('content-security-policy', DOCS_CSP).type('text/html; charset=utf-8').send(DOCS_PAGE);
  });
  fastify.get('/docs/assets/start.js', (_request, reply) => {
    void reply.type('text/javascript; charset=utf-8').send(DOCS_SCRIPT);
  });
  for (const [file, type] of Object.entries(ASSETS)) {
    fastify.get(`/docs/assets/${file}`, async (_request, reply) => {
      const folder = dirname(require.resolve('swagger-ui-dist/package.json'));
      return reply
        .header('cache-control', 'public, max-age=86400')
        .type(type)
        .send(await readFile(join(folder, file)));
    });
  }
  void fastify.register((scope, _options, done) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 8192 },
      (_r, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body as string)));
      },
    );
    scope.post('/docs/token', (request, reply) => signInForDocs(fastify, request, reply));
    done();
  });
}

interface SignInAnswer {
  readonly data?: {
    readonly status: string;
    readonly tokens?: { readonly accessToken: string; readonly expiresIn: number };
  };
  readonly code?: string;
  readonly title?: string;
}

/**
 * The OAuth password grant that Swagger UI speaks, passed on to the ordinary sign-in route from the same address, so that limits,
 * audit and everything else hold. Answers in OAuth's words (RFC 6749 §5) because that is what the page understands.
 */
async function signInForDocs(
  fastify: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { username, password } = (request.body ?? {}) as Record<string, unknown>;
  const answer = await fastify.inject({
    method: 'POST',
    url: '/v1/auth/sign-in',
    remoteAddress: request.ip,
    headers: { 'x-request-id': request.id, 'user-agent': request.headers['user-agent'] ?? 'docs' },
    payload: { username, password },
  });
  const { data, title } = answer.json<SignInAnswer>();
  // A string, not an object: the page expects OAuth's shape and not the envelope.
  const send = (status: number, body: object): FastifyReply =>
    reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
  if (data?.tokens !== undefined) {
    const { accessToken, expiresIn } = data.tokens;
    return send(200, { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn });
  }
  if (data !== undefined) {
    return send(400, {
      error: 'invalid_grant',
      error_description:
        'This account has a further challenge to answer: sign in through POST /v1/auth/sign-in and paste the access token',
    });
  }
  return send(answer.statusCode, { error: 'invalid_grant', error_description: title });
}
