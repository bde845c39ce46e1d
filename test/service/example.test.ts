import { expectProblem } from '../support/answers';
import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';

const INBOX = 'http://127.0.0.1:9229/_local/inbox';
const FILES = ['/index.html', '/app.js', '/style.css', '/icon.svg', '/local.json', '/client/index.js'];

let local: Gatehouse;
beforeAll(async () => {
  local = await Gatehouse.start({}, { example: { inbox: INBOX } });
});
afterAll(() => local.close());

describe('with the embedded pool', () => {
  it.each([
    ['', 'text/html; charset=utf-8', '<title>Gatehouse example</title>'],
    ['index.html', 'text/html; charset=utf-8', '<title>Gatehouse example</title>'],
    ['app.js', 'application/javascript; charset=utf-8', "from './gatehouse.js'"],
    ['style.css', 'text/css; charset=utf-8', ':root {'],
    ['icon.svg', 'image/svg+xml', '<svg'],
  ])('/example/%s is served under a strict policy', async (file, type, text) => {
    const { status, headers, body } = await local.get(`/example/${file}`);
    expect(status).toBe(200);
    expect(body).toContain(text);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': type,
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });

  it('/example leads to /example/', async () => {
    const { status, headers } = await local.get('/example');
    expect([status, headers.get('location')]).toEqual([302, '/example/']);
  });

  it('the page learns where the inbox is', async () => {
    const { status, headers, body } = await local.get('/example/local.json');
    expect(status).toBe(200);
    expect(body).toEqual({ data: { inbox: INBOX }, meta: { requestId: headers.get('x-request-id') } });
  });

  it('the page has nothing that its policy forbids', async () => {
    const { body } = await local.get('/example/');
    expect(body).not.toMatch(
      /<style|\sstyle=|\son\w+=|javascript:|<script(?! type="module" src=")|https?:\/\//,
    );
  });

  it.each([
    'nothing.js',
    '..%2f..%2fpackage.json',
    '%2e%2e%2fclient/package.json',
    'client/..%2fpackage.json',
  ])('/example/%s is not there', async (file) => {
    expectProblem(await local.get(`/example/${file}`), 404, 'not_found');
  });

  it.each(['POST', 'PUT', 'DELETE'])('%s is not there', async (method) => {
    expectProblem(await local.call(method, '/example/'), 404, 'not_found');
  });
});

describe('in front of a user pool that was configured', () => {
  let instance: Gatehouse;
  beforeAll(async () => {
    instance = await startInstance(local);
  });
  afterAll(() => instance.app.close());

  it.each(['', '/', ...FILES])('/example%s is not there', async (path) => {
    expectProblem(await instance.get(`/example${path}`), 404, 'not_found');
  });
});
