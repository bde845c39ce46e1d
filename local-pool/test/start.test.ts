import { startLocalPool } from '../start';

it('refuses an unknown operation', async () => {
  const pool = await startLocalPool({ data: 'memory' });
  const response = await fetch(pool.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.Nothing' },
    body: '{}',
  });
  expect([response.status, response.headers.get('x-amzn-errortype'), await response.json()]).toEqual([
    404,
    'UnknownOperationException:',
    {
      __type: 'UnknownOperationException',
      message: 'The X-Amz-Target header names no operation of this API.',
    },
  ]);
  await pool.close();
});
