import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

/** What Redocly's recommended rules find in a document, warnings included. */
async function complaints(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const source = JSON.stringify(document);
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

it('the OpenAPI document keeps the recommended rules', async () => {
  expect(await complaints((await gatehouse.get('/openapi.json')).body)).toEqual([]);
});

it('the rules are at work', async () => {
  const { body } = await gatehouse.get('/openapi.json');
  delete body.paths['/v1/auth/sign-in'].post.operationId;
  delete body.info.license;
  expect(await complaints(body)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^operation-operationId/),
      expect.stringMatching(/^info-license/),
    ]),
  );
});
