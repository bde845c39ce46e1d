import {
  GetTokensFromRefreshTokenCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { payloadOf, refusal } from './support';
import { Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(['PreTokenGeneration', 'PreAuthentication', 'PostAuthentication']);
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

describe('refreshing', () => {
  it('asks again, without ClientMetadata of InitiateAuth', async () => {
    await pool.pools.createUser(pool.poolId, 'heidi');
    const { AuthenticationResult: { RefreshToken = '' } = {} } = await pool.signIn('heidi');
    triggered.reset();
    triggered.respond('PreTokenGeneration', {
      claimsOverrideDetails: { claimsToAddOrOverride: { tenant: 'acme' } },
    });
    const { AuthenticationResult } = await pool.initiate(
      'REFRESH_TOKEN_AUTH',
      { REFRESH_TOKEN: RefreshToken },
      { where: 'here' },
    );
    expect(payloadOf(AuthenticationResult?.IdToken ?? '')['tenant']).toBe('acme');
    expect(triggered.sources).toEqual(['TokenGeneration_RefreshTokens']);
    expect(triggered.events[0]?.request).not.toHaveProperty('clientMetadata');
    triggered.fail('PreTokenGeneration', 'no more');
    expect(await refusal(pool.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken }))).toEqual([
      'UserLambdaValidationException',
      'PreTokenGeneration failed with error no more.',
    ]);
  });

  it('does not use up a token when the trigger refuses', async () => {
    await pool.pools.createUser(pool.poolId, 'ivan');
    const { AuthenticationResult: { RefreshToken = '' } = {} } = await pool.signIn('ivan');
    await pool.pools.sdk.send(
      new UpdateUserPoolClientCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.ClientId,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      }),
    );
    const refresh = (token: string) =>
      pool.pools.sdk.send(
        new GetTokensFromRefreshTokenCommand({
          ClientId: pool.ClientId,
          RefreshToken: token,
          ClientMetadata: { where: 'here' },
        }),
      );
    triggered.reset();
    triggered.fail('PreTokenGeneration');
    expect((await refusal(refresh(RefreshToken)))[0]).toBe('UserLambdaValidationException');
    triggered.reset();
    const { AuthenticationResult } = await refresh(RefreshToken);
    expect(AuthenticationResult?.RefreshToken).not.toBe(RefreshToken);
    expect(
      triggered.events.map(({ triggerSource, request }) => [triggerSource, request['clientMetadata']]),
    ).toEqual([['TokenGeneration_Authentication', { where: 'here' }]]);
    // Only one of two that wait for the trigger at the same time replaces the token; the other one's is a copy.
    const token = AuthenticationResult?.RefreshToken ?? '';
    const both = await Promise.allSettled([refresh(token), refresh(token)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
