import { GetUserCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { payloadOf, PoolUnderTest } from './support';

it('is named in either form, and tokens stay good when it changes', async () => {
  const pools = await PoolUnderTest.start();
  try {
    const poolId = await pools.createPool({ IssuerConfiguration: { Type: 'UPDATED' } });
    const { ClientId } = await pools.createClient(poolId);
    await pools.createUser(poolId, 'ada');
    const [updated, original] = ['issuer-cognito-idp', 'cognito-idp'].map(
      (host) => `https://${host}.us-east-1.amazonaws.com/${poolId}`,
    );
    const first = await pools.signIn(ClientId, 'ada');
    expect([first.IdToken, first.AccessToken].map((token) => payloadOf(token)['iss'])).toEqual([
      updated,
      updated,
    ]);
    const discovery = await fetch(`${pools.url}/${poolId}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: updated });
    await pools.sdk.send(new UpdateUserPoolCommand({ UserPoolId: poolId }));
    const second = await pools.signIn(ClientId, 'ada');
    expect(payloadOf(second.AccessToken)['iss']).toBe(original);
    for (const { AccessToken } of [first, second]) {
      expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('ada');
    }
  } finally {
    await pools.close();
  }
});

it('is what the server was told, whatever the pool says', async () => {
  const pools = await PoolUnderTest.start({ issuer: 'http://localhost/{region}/{poolId}' });
  try {
    const poolId = await pools.createPool({ IssuerConfiguration: { Type: 'UPDATED' } });
    const { ClientId } = await pools.createClient(poolId);
    await pools.createUser(poolId, 'ada');
    const { AccessToken } = await pools.signIn(ClientId, 'ada');
    expect(payloadOf(AccessToken)['iss']).toBe(`http://localhost/us-east-1/${poolId}`);
    expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('ada');
  } finally {
    await pools.close();
  }
});
