import { Gatehouse } from '../support/gatehouse';

const ORIGIN = 'https://app.example';
let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ CORS_ORIGINS: `${ORIGIN},https://other.example` });
});
afterAll(() => gatehouse.close());

const preflight = (origin: string) =>
  gatehouse.call('OPTIONS', '/v1/auth/sign-in', {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization',
    },
  });

it('a listed origin may call', async () => {
  const { status, headers } = await preflight(ORIGIN);
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
  expect(headers.get('access-control-allow-headers')?.split(/, */)).toEqual(
    expect.arrayContaining(['authorization', 'content-type', 'traceparent', 'tracestate']),
  );
  expect(headers.get('access-control-allow-credentials')).toBeNull();
});

it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
  'the origin %s may not',
  async (origin) => {
    const { headers } = await preflight(origin);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  },
);

it('answers carry the origin and vary by it, failures too', async () => {
  const answer = await gatehouse.call('GET', '/v1/users/me', { headers: { origin: ORIGIN } });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(answer.headers.get('vary')).toContain('Origin');
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
});
