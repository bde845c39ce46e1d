import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProvider, type LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider';
import { bootstrapLocalPool } from '../../local-pool/bootstrap';
import { startLocalPool } from '../../local-pool/start';
import { detachFunctions } from '../../local-pool/triggers/own-functions';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { ADMIN, Gatehouse } from '../support/gatehouse';

const OWN = 'arn:aws:lambda:us-east-1:000000000000:function:gatehouse-triggers';
const OTHER = 'arn:aws:lambda:us-east-1:123456789012:function:of-somebody-else';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'triggers-'));
});
afterEach(() => {
  rmSync(data, { recursive: true, force: true });
});

/** The pool as bootstrapping has left it before there were triggers, with what was changed in it since. */
async function before(change: (cognito: CognitoIdentityProvider, UserPoolId: string) => Promise<unknown>) {
  const pool = await startLocalPool({ data });
  const made = await bootstrapLocalPool(pool, {
    adminUsername: ADMIN.username,
    adminPassword: ADMIN.password,
  });
  const cognito = new CognitoIdentityProvider({
    endpoint: pool.url,
    region: made.region,
    credentials: EMBEDDED_CREDENTIALS,
  });
  await change(cognito, made.userPoolId);
  cognito.destroy();
  await pool.close();
  return made;
}

async function triggersOf({ pool }: Gatehouse): Promise<LambdaConfigType | undefined> {
  const cognito = new CognitoIdentityProvider({
    endpoint: pool.url,
    region: 'us-east-1',
    credentials: EMBEDDED_CREDENTIALS,
  });
  const { UserPool } = await cognito.describeUserPool({ UserPoolId: pool.userPoolId });
  cognito.destroy();
  return UserPool?.LambdaConfig;
}

it('a folder from before there were triggers gets them, and keeps its people', async () => {
  const made = await before(() => Promise.resolve());
  const gatehouse = await Gatehouse.start({ LOCAL_POOL_DATA: data });
  expect(gatehouse.pool.userPoolId).toBe(made.userPoolId);
  expect(await triggersOf(gatehouse)).toEqual({
    PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: OWN },
    CustomMessage: OWN,
    DefineAuthChallenge: OWN,
    CreateAuthChallenge: OWN,
    VerifyAuthChallengeResponse: OWN,
  });
  await gatehouse.admin();
  const link = await gatehouse.post('/v1/auth/sign-in', { username: ADMIN.username, method: 'custom' });
  expect(link.body.data.challenge.name).toBe('CUSTOM_CHALLENGE');
  await gatehouse.close();

  // A pool server of its own has no such functions, and serves the folder without them.
  const pool = await startLocalPool({ data });
  detachFunctions(pool.context);
  expect(pool.context.store.pools.get(made.userPoolId)?.settings.LambdaConfig).toEqual({});
  await pool.close();
});

it('what others have set stays, and what is not served any more goes', async () => {
  await before(async (cognito, UserPoolId) => {
    const LambdaConfig = {
      PreTokenGeneration: OTHER,
      PostConfirmation: OTHER,
      CreateAuthChallenge: OTHER,
      PreSignUp: OWN,
      CustomMessage: OWN,
    };
    await cognito.updateUserPool({ UserPoolId, LambdaConfig });
    const { UserPoolClients: [client] = [] } = await cognito.listUserPoolClients({ UserPoolId });
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const];
    await cognito.updateUserPoolClient({ UserPoolId, ClientId: client?.ClientId, ExplicitAuthFlows });
  });
  const gatehouse = await Gatehouse.start({ LOCAL_POOL_DATA: data, TRIGGER_MESSAGES: 'off' });
  expect(await triggersOf(gatehouse)).toEqual({
    PreTokenGeneration: OTHER,
    PostConfirmation: OTHER,
    DefineAuthChallenge: OWN,
    CreateAuthChallenge: OTHER,
    VerifyAuthChallengeResponse: OWN,
  });
  const { body } = await gatehouse.get('/v1/auth/configuration');
  expect(body.data.signInMethods).toEqual(['password']);
  await gatehouse.close();
});
