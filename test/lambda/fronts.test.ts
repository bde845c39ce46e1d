import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serving } from '../../src/lambda/serving';
import { type Door, openDoor } from '../support/lambda-door';
import { balancer, type FrontModel, functionUrl, httpApi, restApi } from '../support/lambda-fronts';
import { echoApp } from './echo';

/** Every front, and what it loses on the way: such requests are not answered as over HTTP, and what comes instead is said. */
const FRONTS = {
  'HTTP API': {
    model: httpApi(),
    loses: {
      'an encoded slash': 404,
      'a question mark in the path': 200,
      'a path that is not UTF-8': 502,
      'a percent sign alone': 502,
      'two types': 415,
      'headers more than once': 200,
    },
  },
  'HTTP API with a stage': {
    model: httpApi('health'),
    loses: {
      'an encoded slash': 404,
      'a question mark in the path': 200,
      'a path that is not UTF-8': 502,
      'a percent sign alone': 502,
      'two types': 415,
      'headers more than once': 200,
    },
  },
  'function URL': { model: functionUrl(), loses: { 'two types': 415, 'headers more than once': 200 } },
  'REST API': { model: restApi(), loses: { 'a parameter that cannot be decoded': 502 } },
  'load balancer': {
    model: balancer(false),
    loses: { 'parameters more than once': 200, 'two types': 200, 'headers more than once': 200 },
  },
  'load balancer with multi-value headers': { model: balancer(true), loses: {} },
} as const satisfies Record<string, { model: FrontModel; loses: Partial<Record<Name, number>> }>;

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

const JSON_TYPE = ['Content-Type', 'application/json'];
const body = { password: ' päss wörd\u0000\t"\\🙂 ' };

const REQUESTS = {
  'nothing odd': { path: '/echo/plain' },
  'the root': { path: '/' },
  'an unknown path': { path: '/echo/plain/more' },
  'a slash at the end': { path: '/echo/plain/' },
  'an encoded path': { path: '/echo/a%20b%2B%26%C3%A9%25%23%3B' },
  'an encoded slash': { path: '/echo/a%2Fb' },
  'a question mark in the path': { path: '/echo/a%3Fb=1' },
  'a path that is encoded twice': { path: '/echo/a%252Fb' },
  'a path that is not UTF-8': { path: '/echo/%ff' },
  'a percent sign alone': { path: '/echo/%' },
  'characters that need no encoding': { path: "/echo/~!$&'()*+,;=:@-._" },
  'a name of 600 characters': { path: `/echo/${'a'.repeat(600)}` },
  'parameters more than once': { path: '/echo/plain?a=1&b=2&a=3' },
  'encoded parameters': { path: '/echo/plain?a%5B%5D=1%262&b=%C3%A9%2B&c=%25' },
  'parameters with commas': { path: '/echo/plain?a=1,2,3&b=x%2Cy' },
  'a parameter without a value': { path: '/echo/plain?a=&b=1' },
  'a parameter that cannot be decoded': { path: '/echo/plain?a=%' },
  'a parameter named like every object has': { path: '/echo/plain?__proto__=1&constructor=2' },
  'headers more than once': { path: '/echo/plain', headers: ['X-Thing', '1', 'X-Thing', '2'] },
  'two tokens': {
    path: '/v1/auth/session',
    headers: ['Authorization', 'Bearer a.b.c', 'Authorization', 'Bearer d.e.f'],
  },
  'two types': {
    method: 'POST',
    path: '/echo/plain',
    headers: [...JSON_TYPE, ...JSON_TYPE],
    body: '{}',
  },
  cookies: { path: '/echo/plain', headers: ['Cookie', 'a=1; b="2,3"; c='] },
  'no user agent': { path: '/echo/plain' },
  'a user agent': { path: '/echo/plain', headers: ['User-Agent', 'Mozilla/5.0 (é)'] },
  'a request id': { path: '/echo/plain', headers: ['X-Request-Id', 'ours-0123456789'] },
  'headers of proxies': {
    path: '/echo/plain',
    headers: [
      ...['X-Forwarded-For', '203.0.113.7', 'X-Real-Ip', '203.0.113.7', 'Forwarded', 'for=203.0.113.7'],
      ...['X-Forwarded-Host', 'evil.example.com', 'X-Original-Url', '/v1/admin/users'],
    ],
  },
  'headers of the library': {
    path: '/echo/plain',
    headers: [
      ...[
        'x-aws-lambda-fastify-request',
        'guess',
        'x-apigateway-event',
        '%7B%22httpMethod%22%3A%22PUT%22%7D',
      ],
      ...['x-apigateway-context', '%7B%7D'],
    ],
  },
  'no token': { path: '/v1/auth/session' },
  'a token that is none': { path: '/v1/auth/session', headers: ['Authorization', 'Bearer a.b.c'] },
  'a head that is too long': { path: '/echo/plain', headers: ['X-Thing', 'x'.repeat(17_000)] },
  'a head that is just not too long': { path: '/echo/plain', headers: ['X-Thing', 'x'.repeat(16_000)] },
  'HEAD of a route': { method: 'HEAD', path: '/echo/plain' },
  'HEAD of nothing': { method: 'HEAD', path: '/nothing' },
  'a method that the route has not': { method: 'DELETE', path: '/echo/plain', headers: [] },
  'OPTIONS without CORS': { method: 'OPTIONS', path: '/echo/plain' },
  'a GET with a body': { method: 'GET', path: '/echo/plain', headers: JSON_TYPE, body: '{}' },
  'a body': { method: 'POST', path: '/echo/plain', headers: JSON_TYPE, body: JSON.stringify(body) },
  'a body that names its charset': {
    method: 'POST',
    path: '/echo/plain',
    headers: ['Content-Type', 'application/json; charset=utf-8'],
    body: JSON.stringify(body),
  },
  'no body': { method: 'POST', path: '/echo/plain' },
  'no body, but its type': { method: 'POST', path: '/echo/plain', headers: JSON_TYPE },
  'a body that is no JSON': { method: 'POST', path: '/echo/plain', headers: JSON_TYPE, body: '{"a":' },
  'a body that is too deep': {
    method: 'POST',
    path: '/echo/plain',
    headers: JSON_TYPE,
    body: '['.repeat(30) + ']'.repeat(30),
  },
  'a body that is just not too large': {
    method: 'POST',
    path: '/echo/plain',
    headers: JSON_TYPE,
    body: JSON.stringify('x'.repeat(65_534)),
  },
  'a body that is too large': {
    method: 'POST',
    path: '/echo/plain',
    headers: JSON_TYPE,
    body: JSON.stringify('x'.repeat(65_535)),
  },
  'a body of another type': {
    method: 'POST',
    path: '/echo/plain',
    headers: ['Content-Type', 'application/x-www-form-urlencoded'],
    body: 'a=1',
  },
  'a body of no type': { method: 'POST', path: '/echo/plain', body: '{}' },
  'lines where none are taken': {
    method: 'POST',
    path: '/echo/plain',
    headers: ['Content-Type', 'application/x-ndjson'],
    body: '{}\n',
  },
  'a body that is packed': {
    method: 'POST',
    path: '/echo/plain',
    headers: [...JSON_TYPE, 'Content-Encoding', 'gzip'],
    body: Buffer.from('1f8b0800000000000003ab0500d4a1e5ab02000000', 'hex'),
  },
} as const satisfies Record<string, Asked>;
type Name = keyof typeof REQUESTS;

const OF_THE_CONNECTION = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/** A request as it stands, and the whole of its answer but for what belongs to the connection and the moment. */
async function ask(url: string, asked: Asked) {
  const { method = 'GET', path = '/', headers = [], body: sent } = asked;
  const { hostname, port } = new URL(url);
  const outgoing = request({ hostname, port, method, path, agent: false });
  outgoing.setHeader('Host', 'api.example.com');
  const values = new Map<string, string[]>();
  headers.forEach((name, index) => {
    if (index % 2 === 0) values.set(name, [...(values.get(name) ?? []), headers[index + 1] ?? '']);
  });
  for (const [name, all] of values)
    outgoing.setHeader(
      name,
      all.map((value) => Buffer.from(value).toString('latin1')),
    );
  outgoing.setHeader('Content-Length', Buffer.byteLength(sent ?? ''));
  outgoing.end(sent);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
  const told = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => !OF_THE_CONNECTION.includes(name)),
  );
  const id = String(told['x-request-id']);
  return {
    status: answer.statusCode,
    headers: JSON.parse(JSON.stringify(told).replaceAll(id, '<id>')) as Record<string, unknown>,
    // Limits go on counting.
    text: text.replaceAll(id, '<id>'),
  };
}

let app: NestFastifyApplication;
let direct: string;
const doors = new Map<string, Door>();
beforeAll(async () => {
  const made = await echoApp({ LOG_LEVEL: 'silent', RATE_LIMITS: 'off' });
  app = made.app;
  const handler = serving(app, made.environment);
  for (const [name, { model }] of Object.entries(FRONTS)) doors.set(name, await openDoor(handler, model));
  await app.listen(0, '127.0.0.1');
  direct = await app.getUrl();
});
afterAll(async () => {
  for (const door of doors.values()) await door.close();
  await app.close();
});

const CASES = Object.entries(REQUESTS) as [Name, Asked][];

describe.each(Object.keys(FRONTS) as (keyof typeof FRONTS)[])('%s', (front) => {
  const loses: Partial<Record<Name, number>> = FRONTS[front].loses;
  it.each(CASES)('%s is answered as over HTTP', async (name, asked) => {
    const through = await ask(doors.get(front)!.url, asked);
    const over = await ask(direct, asked);
    if (front === 'REST API' && 'www-authenticate' in over.headers) {
      // The one header that REST APIs rename and clients need.
      over.headers['x-amzn-remapped-www-authenticate'] = over.headers['www-authenticate'];
      delete over.headers['www-authenticate'];
    }
    if (loses[name] === undefined) expect(through).toEqual(over);
    else {
      expect(through).not.toEqual(over);
      expect(through.status).toBe(loses[name]);
    }
  });
});
