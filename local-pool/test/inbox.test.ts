import { PoolUnderTest } from './support';

let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
  const put = (id: string, at: number, to: string, more: object = {}): void => {
    pool.context.store.messages.put({
      id,
      at,
      poolId: 'us-east-1_one',
      username: 'ada',
      to,
      medium: 'EMAIL',
      kind: 'SignUp',
      code: '123456',
      subject: 'Your code',
      body: 'It is 123456.',
      ...more,
    });
  };
  put('1', 1000, 'ada@example.com');
  put('2', 2000, '+15550001234', { medium: 'SMS', subject: undefined, username: 'bob' });
  put('3', 2000, 'Ada@Example.com', { poolId: 'us-east-1_two', subject: '<b>"&\'', body: '<script>' });
});
afterAll(() => pool.close());

async function ids(query: string): Promise<unknown> {
  const response = await fetch(`${pool.url}/_local/inbox${query}`);
  const { messages } = (await response.json()) as { messages: { id: string }[] };
  return messages.map(({ id }) => id);
}

it('gives messages newest first, with the time as text', async () => {
  const response = await fetch(`${pool.url}/_local/inbox?poolId=us-east-1_one`);
  expect([response.headers.get('content-type'), await response.json()]).toEqual([
    'application/json',
    {
      messages: [
        {
          id: '2',
          at: '1970-01-01T00:00:02.000Z',
          poolId: 'us-east-1_one',
          username: 'bob',
          to: '+15550001234',
          medium: 'SMS',
          kind: 'SignUp',
          code: '123456',
          body: 'It is 123456.',
        },
        {
          id: '1',
          at: '1970-01-01T00:00:01.000Z',
          poolId: 'us-east-1_one',
          username: 'ada',
          to: 'ada@example.com',
          medium: 'EMAIL',
          kind: 'SignUp',
          code: '123456',
          subject: 'Your code',
          body: 'It is 123456.',
        },
      ],
    },
  ]);
});

it.each([
  ['', ['3', '2', '1']],
  ['?to=ada@example.com', ['3', '1']],
  [`?to=${encodeURIComponent('+15550001234')}`, ['2']],
  ['?username=bob', ['2']],
  ['?to=ada@example.com&poolId=us-east-1_two', ['3']],
  ['?to=nobody@example.com', []],
])('narrows by %s', async (query, expected) => {
  expect(await ids(query)).toEqual(expected);
});

it('shows people a page, with everything escaped', async () => {
  const response = await fetch(`${pool.url}/_local/inbox?to=${encodeURIComponent('"><script>')}`, {
    headers: { accept: 'text/html,application/xhtml+xml' },
  });
  const page = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page).toContain('value="&#34;&#62;&#60;script&#62;"');
  expect(page).toContain('No messages yet.');
  const all = await fetch(`${pool.url}/_local/inbox`, { headers: { accept: 'text/html' } });
  const cards = await all.text();
  expect(cards).toContain('<h2>&#60;b&#62;&#34;&#38;&#39;</h2>');
  expect(cards).toContain('<pre>&#60;script&#62;</pre>');
  expect(cards).not.toContain('<script');
});
