import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { type ErrorCode, errorRow } from '../../src/common/errors/error-table';
import { beforeRoutes, notRoutedFaults } from './document';

/** Failures that the document names for all routes at once, provoked by what is sent over the wire. */
const SENT: Readonly<Partial<Record<ErrorCode, string>>> = {
  bad_request: 'GET /v1/users/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  not_found: 'GET /v1/nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  headers_too_large: `GET /v1/users/me HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  // The rest never comes.
  request_timeout: 'GET /v1/users/me HTTP/1.1\r\nhost: x\r\n',
};

let app: NestFastifyApplication;
let server: Server;
beforeAll(async () => {
  const environment = { COGNITO_USER_POOL_ID: 'us-east-1_Contract', COGNITO_CLIENT_ID: 'contract' };
  app = await createApp(loadEnvironment({ ...environment, LOG_LEVEL: 'silent' }));
  await app.listen(0, '127.0.0.1');
  server = app.getHttpServer();
  // Five seconds are more than a test needs to be sure of.
  server.headersTimeout = 1;
});
afterAll(() => app.close());

/** What is answered until the connection is closed. */
async function answerTo(bytes: string): Promise<{ head: string; body: unknown }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, body: JSON.parse(body) };
}

it('each of them is sent', () => {
  expect(Object.keys(SENT).sort()).toEqual([...beforeRoutes].sort());
});

it.each(beforeRoutes)('%s', async (code) => {
  const { head, body } = await answerTo(SENT[code] ?? '');
  const { status, title } = errorRow(code);
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json/m);
  expect(head).toMatch(/^x-request-id: [\w-]{36}\r$/m);
  expect(body).toMatchObject({ status, code, title, type: `/errors/${code}` });
  expect(notRoutedFaults(body)).toEqual([]);
});
