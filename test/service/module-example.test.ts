import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GreetingsModule } from '../../examples/greetings/greetings.module';
import { Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({}, { modules: [GreetingsModule] });
});
afterAll(() => gatehouse.close());

describe('the module that the README shows', () => {
  it('answers a signed-in caller in the envelope', async () => {
    const { accessToken } = await gatehouse.admin();
    const answer = await gatehouse.get('/v1/greetings', accessToken);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        data: { text: expect.stringMatching(/^Hello, /) },
        meta: { requestId: answer.headers.get('x-request-id') },
      },
    });
  });

  it('is closed to strangers and to people without the role', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expect((await gatehouse.get('/v1/greetings')).status).toBe(401);
    expect((await gatehouse.get('/v1/greetings/admin', accessToken)).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });

  it('stands in the README to the letter, but for where it lives', () => {
    const read = (name: string): string => readFileSync(join(__dirname, '..', '..', name), 'utf8');
    const source = read('examples/greetings/greetings.module.ts').replaceAll('../../src/', '../');
    expect(read('README.md')).toContain(`\`\`\`ts\n${source}\`\`\``);
  });
});
