import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { HttpDirectory } from '../../src/triggers/migration/http-directory';
import { expectData, expectProblem, SIGNED_IN } from '../support/answers';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';

const SECRET = 'legacy-secret-0123456789';

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly question: Readonly<Record<string, string>>;
}

/** The endpoint that a team has to offer. */
class Endpoint {
  readonly people = new Map<string, { password: string; attributes: Record<string, unknown> }>();
  readonly asked: Asked[] = [];
  /** In place of the right answer. */
  instead: ((response: ServerResponse) => void) | undefined;
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/people`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
    if (this.server !== undefined) await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const question = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    this.asked.push({ headers: request.headers, question });
    if (this.instead !== undefined) {
      this.instead(response);
      return;
    }
    const found = this.people.get(question['username'] ?? '');
    const isRight = question['operation'] === 'find' || found?.password === question['password'];
    response.end(JSON.stringify({ user: found && isRight ? { attributes: found.attributes } : null }));
  }
}

const endpoint = new Endpoint();
let url: string;
let gatehouse: Gatehouse;
beforeAll(async () => {
  url = await endpoint.start();
  gatehouse = await Gatehouse.start({
    LEGACY_DIRECTORY: 'http',
    LEGACY_URL: url,
    LEGACY_SECRET: SECRET,
    LEGACY_TIMEOUT_MS: '300',
  });
});
afterAll(async () => {
  await gatehouse.close();
  await endpoint.close();
});
beforeEach(() => {
  endpoint.instead = undefined;
  endpoint.asked.length = 0;
});

function oldPerson(): string {
  const email = freshEmail();
  endpoint.people.set(email, {
    password: PASSWORD,
    attributes: { email, email_verified: true, name: 'Ada' },
  });
  return email;
}
const signIn = (username: string, password = PASSWORD) =>
  gatehouse.post('/v1/auth/sign-in', { username, method: 'password', password });

it('brings somebody over at the first sign-in, and asks no more', async () => {
  const username = oldPerson();
  const answer = await signIn(username);
  expectData(answer, 200, SIGNED_IN);
  const me = await gatehouse.get('/v1/users/me', answer.body.data.tokens.accessToken as string);
  expect(me.body.data).toMatchObject({ attributes: { email: username, email_verified: true, name: 'Ada' } });
  expect(endpoint.asked).toEqual([
    {
      headers: expect.objectContaining({ authorization: `Bearer ${SECRET}` }),
      question: { operation: 'authenticate', username, password: PASSWORD },
    },
  ]);
  expectData(await signIn(username), 200, SIGNED_IN);
  expectProblem(await signIn(username, 'Wrong-Horse-77'), 401, 'invalid_credentials');
  expect(endpoint.asked).toHaveLength(1);
});

it('tells a wrong password and an unknown user alike', async () => {
  const wrong = await signIn(oldPerson(), 'Wrong-Horse-77');
  const unknown = await signIn(freshEmail());
  expectProblem(wrong, 401, 'invalid_credentials');
  expectProblem(unknown, 401, 'invalid_credentials');
  expect(Object.keys(wrong.body as object)).toEqual(Object.keys(unknown.body as object));
});

it('brings over who has forgotten the password, and sends a code', async () => {
  const username = oldPerson();
  const answer = await gatehouse.post('/v1/auth/password/forgot', { username });
  expect(answer.status).toBeLessThan(300);
  expect(endpoint.asked.map(({ question }) => question)).toEqual([{ operation: 'find', username }]);
  expect(await gatehouse.code(username)).toMatch(/^\d{6}$/);
  const stranger = freshEmail();
  expect((await gatehouse.post('/v1/auth/password/forgot', { username: stranger })).status).toBe(
    answer.status,
  );
  expect(await gatehouse.inbox(stranger)).toEqual([]);
});

const ODD: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'an empty 200': (response) => response.end(),
  'an empty object': (response) => response.end('{}'),
  null: (response) => response.end('null'),
  'a page': (response) => response.end('<html>'),
  'a user without attributes': (response) => response.end('{"user":{}}'),
  'attributes that are objects': (response) => response.end('{"user":{"attributes":{"email":{"a":1}}}}'),
  'more than was asked': (response) => response.end('{"user":null,"error":"down"}'),
  'a 204': (response) => response.writeHead(204).end(),
  'a 401 that says no': (response) => response.writeHead(401).end('{"user":null}'),
  'a 404 that says no': (response) => response.writeHead(404).end('{"user":null}'),
  'a 500': (response) => response.writeHead(500).end('{"user":null}'),
  'a redirect': (response) => response.writeHead(307, { location: url }).end(),
  'a reset': (response) => response.destroy(),
  'half an answer': (response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"user":');
    setImmediate(() => response.destroy());
  },
  silence: () => undefined,
  'an answer without end': (response) => {
    const more = (): void => {
      if (response.destroyed) return;
      response.write(' '.repeat(16_384));
      setImmediate(more);
    };
    more();
  },
};

it.each(Object.entries(ODD))('takes %s for a failure, never for a wrong password', async (_, instead) => {
  endpoint.instead = instead;
  const directory = new HttpDirectory({ url, secret: SECRET, timeout: 300 });
  const { signal } = new AbortController();
  const asked = directory.authenticate('ada@example.com', PASSWORD, signal);
  const failure: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toHaveProperty('message');
  expect(String(failure)).not.toContain(PASSWORD);
  expect(endpoint.asked).toHaveLength(1);
});

it('reads no more of an answer than one can have', async () => {
  endpoint.instead = ODD['an answer without end'];
  const directory = new HttpDirectory({ url, secret: SECRET, timeout: 20_000 });
  await expect(directory.find('ada', new AbortController().signal)).rejects.toThrow(
    'does not stop answering',
  );
});

it('is told as a failure of ours at a sign-in', async () => {
  endpoint.instead = ODD['a 500'];
  const answer = await signIn(oldPerson());
  expect(answer.status).toBeGreaterThanOrEqual(422);
  expect(answer.body.code).not.toBe('invalid_credentials');
});

it('is given up with the trigger', async () => {
  endpoint.instead = ODD['silence'];
  const end = new AbortController();
  const asked = new HttpDirectory({ url, secret: SECRET, timeout: 60_000 }).find('ada', end.signal);
  end.abort(new Error('nobody waits'));
  await expect(asked).rejects.toThrow('nobody waits');
});
