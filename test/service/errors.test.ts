import { expectProblem } from '../support/answers';
import { Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('the catalogue of failures', () => {
  it('explains a code to a program', async () => {
    const answer = await gatehouse.get('/errors/code_expired');
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        data: {
          code: 'code_expired',
          type: '/errors/code_expired',
          status: 410,
          title: 'The code has expired',
          meaning: 'The code is too old, was replaced by a newer one, or was never asked for.',
          action: 'Ask for a new code.',
          audience: 'Every caller.',
        },
        meta: { requestId: answer.headers.get('x-request-id') },
      },
    });
  });

  it('explains it to a person as a page that loads and runs nothing', async () => {
    const answer = await gatehouse.call('GET', '/errors/code_expired', asBrowser);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('vary')).toContain('accept');
    expect(answer.body).toContain('<h1>The code has expired</h1>');
    expect(answer.body).not.toMatch(/<script|src=/);
  });

  it('lists all codes as a page of links', async () => {
    const { body } = await gatehouse.call('GET', '/errors', asBrowser);
    const codes = (await gatehouse.get('/errors')).body.data.map(({ code }: { code: string }) => code);
    const links = [...(body as string).matchAll(/<li><a href="\/errors\/(\w+)">/g)].map((match) => match[1]);
    expect(links).toEqual(codes);
  });

  it.each(['nothing', '__proto__', 'constructor', 'toString'])('has no row %s', async (code) => {
    expectProblem(await gatehouse.get(`/errors/${code}`), 404, 'error_code_not_found');
  });
});

describe('probes', () => {
  it('are live and ready', async () => {
    expect((await gatehouse.get('/health/live')).body.data).toEqual({ status: 'live' });
    expect((await gatehouse.get('/health/ready')).body.data).toEqual({ status: 'ready' });
  });
});
