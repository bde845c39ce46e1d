import {
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { derivePassword } from '../auth/password';
import { PoolUnderTest, payloadOf } from './support';

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

it('signs a foreign client in that does all of it by itself', async () => {
  const poolId = await pools.createPool();
  const { ClientId } = await pools.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
  for (let round = 0; round < 4; round += 1) {
    const username = `ada${round}`;
    const password = `Analytical-Engine-${round} Ωλ`;
    await pools.createUser(poolId, username, {
      password: derivePassword(pools.pool(poolId), username, password),
    });
    const session = createSrpSession(username, password, poolId, false);
    const { ChallengeParameters = {} } = await pools.sdk.send(
      new InitiateAuthCommand(
        wrapInitiateAuth(session, {
          ClientId,
          AuthFlow: 'USER_SRP_AUTH' as const,
          AuthParameters: { USERNAME: username },
        }),
      ),
    );
    const { AuthenticationResult } = await pools.sdk.send(
      new RespondToAuthChallengeCommand(
        wrapAuthChallenge(signSrpSession(session, { ChallengeParameters }), {
          ClientId,
          ChallengeName: 'PASSWORD_VERIFIER' as const,
          ChallengeResponses: { USERNAME: username },
        }),
      ),
    );
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username });
  }
});
