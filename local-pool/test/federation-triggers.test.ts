import {
  AdminLinkProviderForUserCommand,
  CreateResourceServerCommand,
  InitiateAuthCommand,
  UpdateUserPoolCommand,
  type LambdaConfigType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TriggerEvent, TriggerFunction } from '../triggers/event';
import { Federation } from './federation';
import { goodPassword, payloadOf, refusal } from './support';

let federation: Federation;
let calls: TriggerEvent[];
let triggers: Record<string, TriggerFunction>;

const arn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

beforeAll(async () => {
  const names = ['inbound', 'preSignUp', 'postConfirmation', 'preToken', 'preAuth', 'postAuth', 'define'];
  const called: Record<string, TriggerFunction> = Object.fromEntries(
    names.map((name) => [
      name,
      (event: TriggerEvent) => {
        calls.push(event);
        return triggers[name]?.(event) ?? event;
      },
    ]),
  );
  federation = await Federation.start({}, { email: 'email', name: 'name' }, { triggers: called });
  await setTriggers({
    InboundFederation: { LambdaVersion: 'V1_0', LambdaArn: arn('inbound') },
    PreSignUp: arn('preSignUp'),
    PostConfirmation: arn('postConfirmation'),
    PreAuthentication: arn('preAuth'),
    PostAuthentication: arn('postAuth'),
    DefineAuthChallenge: arn('define'),
    PreTokenGenerationConfig: { LambdaVersion: 'V3_0', LambdaArn: arn('preToken') },
  });
});
beforeEach(() => {
  calls = [];
  triggers = {};
});
afterAll(() => federation.hosted.pools.close());

async function setTriggers(LambdaConfig: LambdaConfigType): Promise<void> {
  const of = { UserPoolId: federation.poolId, AutoVerifiedAttributes: ['email' as const] };
  await federation.hosted.pools.sdk.send(new UpdateUserPoolCommand({ ...of, LambdaConfig }));
}

const sources = () => calls.map(({ triggerSource }) => triggerSource);
const failing: TriggerFunction = () => {
  throw new Error('not today');
};
const description = (location: URL) => location.searchParams.get('error_description');

it('calls the triggers of a first sign-in with a provider in order, and of a later one fewer', async () => {
  await federation.tokens('Google', { subject: '1', email: 'a@example.com' });
  expect(sources()).toEqual([
    'InboundFederation_ExternalProvider',
    'PreSignUp_ExternalProvider',
    'PostConfirmation_ConfirmSignUp',
    'TokenGeneration_HostedAuth',
  ]);
  expect(new Set(calls.map(({ userName }) => userName))).toEqual(new Set(['Google_1']));
  expect(new Set(calls.map(({ callerContext }) => callerContext.clientId))).toEqual(
    new Set([federation.clientId]),
  );
  expect(calls[0]?.request).toMatchObject({
    providerName: 'Google',
    providerType: 'Google',
    attributes: { idToken: { sub: '1', email: 'a@example.com' } },
  });
  expect(calls[1]?.request).toMatchObject({ userAttributes: { email: 'a@example.com' } });
  expect(calls[2]?.request).toMatchObject({ userAttributes: { 'cognito:user_status': 'EXTERNAL_PROVIDER' } });
  calls = [];
  await federation.tokens('Google', { subject: '1' });
  expect(sources()).toEqual(['InboundFederation_ExternalProvider', 'TokenGeneration_HostedAuth']);
});

it('lets the trigger say what is mapped, but not about whom', async () => {
  triggers['inbound'] = (event) => {
    event.response['userAttributesToMap'] = { sub: 'other', name: 'Changed' };
    return event;
  };
  const { id_token } = await federation.tokens('Google', {
    subject: '2',
    email: 'b@example.com',
    name: 'Said',
  });
  expect(payloadOf(id_token)).toMatchObject({ 'cognito:username': 'Google_2', name: 'Changed' });
  expect(federation.user('Google_2').attributes).not.toHaveProperty('email');
});

it('makes no user when the pre-sign-up trigger refuses, and tells the application', async () => {
  triggers['preSignUp'] = failing;
  const location = await federation.signIn('Google', { subject: '3' });
  expect(location.searchParams.get('error')).toBe('invalid_request');
  expect(description(location)).toBe('PreSignUp failed with error not today.');
  expect(() => federation.user('Google_3')).toThrow('There is no user');
});

it('keeps the user when the post-confirmation trigger refuses', async () => {
  triggers['postConfirmation'] = failing;
  const location = await federation.signIn('Google', { subject: '4' });
  expect(description(location)).toBe('PostConfirmation failed with error not today.');
  expect(federation.user('Google_4').status).toBe('EXTERNAL_PROVIDER');
  expect((await federation.signIn('Google', { subject: '4' })).search).toContain('code=');
});

it('takes addresses as verified when the trigger vouches for them', async () => {
  triggers['preSignUp'] = (event) => {
    event.response['autoVerifyEmail'] = true;
    return event;
  };
  const { id_token } = await federation.tokens('Google', { subject: '5', email: 'c@example.com' });
  expect(payloadOf(id_token)['email_verified']).toBe(true);
});

it('lets the trigger link the account, which counts from the next sign-in on', async () => {
  const native = await federation.hosted.pools.createUser(federation.poolId, 'native');
  triggers['preSignUp'] = async (event) => {
    await federation.hosted.pools.sdk.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: event.userPoolId,
        DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: 'native' },
        SourceUser: {
          ProviderName: 'Google',
          ProviderAttributeName: 'Cognito_Subject',
          ProviderAttributeValue: '6',
        },
      }),
    );
    return event;
  };
  const first = await federation.signIn('Google', { subject: '6' });
  expect(description(first)).toBe('Already found an entry for username Google_6');
  const { id_token } = await federation.tokens('Google', { subject: '6' });
  expect(payloadOf(id_token)['sub']).toBe(native.sub);
  expect(sources().filter((source) => source.startsWith('PreSignUp'))).toHaveLength(1);
});

it("calls the triggers of a sign-in of the pool's own user on the pages", async () => {
  await federation.hosted.pools.createUser(federation.poolId, 'ada');
  const client_id = federation.clientId;
  const code = await federation.hosted.code('ada', { client_id });
  expect(sources()).toEqual(['PreAuthentication_Authentication', 'PostAuthentication_Authentication']);
  await federation.hosted.redeem(code, { client_id });
  expect(sources().slice(2)).toEqual(['TokenGeneration_HostedAuth']);
  triggers['preAuth'] = failing;
  const browser = federation.hosted.browser();
  await browser.open(federation.hosted.authorizePath({ client_id }));
  await browser.submit({ username: 'ada', password: goodPassword });
  expect([browser.page.status, browser.message()]).toEqual([
    400,
    'PreAuthentication failed with error not today.',
  ]);
});

it('lets nobody who belongs to a provider in by custom challenges', async () => {
  await federation.hosted.pools.createUser(federation.poolId, 'ada');
  await federation.tokens('Google', { subject: 'custom' });
  triggers['define'] = (event) => {
    event.response['issueTokens'] = true;
    return event;
  };
  const signIn = async (USERNAME: string) =>
    federation.hosted.pools.sdk.send(
      new InitiateAuthCommand({
        ClientId: await federation.client({}),
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME },
      }),
    );
  expect((await signIn('ada')).AuthenticationResult).toBeDefined();
  expect(await refusal(signIn('Google_custom'))).toEqual([
    'NotAuthorizedException',
    'Incorrect username or password.',
  ]);
});

describe('the pre-token trigger', () => {
  it('changes the tokens of managed login, their scopes as well', async () => {
    await federation.hosted.pools.createUser(federation.poolId, 'ada');
    triggers['preToken'] = (event) => {
      event.response['claimsAndScopeOverrideDetails'] = {
        idTokenGeneration: { claimsToAddOrOverride: { tier: 'gold' } },
        accessTokenGeneration: { claimsToAddOrOverride: { tier: 'gold' }, scopesToAdd: ['extra'] },
      };
      return event;
    };
    const client_id = federation.clientId;
    const code = await federation.hosted.code('ada', { client_id, scope: 'openid' });
    const { body } = await federation.hosted.redeem(code, { client_id });
    const { id_token, access_token } = body as Record<string, string>;
    expect(payloadOf(id_token ?? '')['tier']).toBe('gold');
    expect(payloadOf(access_token ?? '')).toMatchObject({ tier: 'gold', scope: 'openid extra' });
    expect(calls.at(-1)?.request).toMatchObject({ scopes: ['openid'] });
  });

  it('refuses tokens, which the client is told', async () => {
    await federation.hosted.pools.createUser(federation.poolId, 'ada');
    triggers['preToken'] = failing;
    const client_id = federation.clientId;
    const refused = {
      error: 'invalid_request',
      error_description: 'PreTokenGeneration failed with error not today.',
    };
    const code = await federation.hosted.code('ada', { client_id });
    const { status, body } = await federation.hosted.redeem(code, { client_id });
    expect([status, body]).toEqual([400, refused]);
    const browser = federation.hosted.browser();
    await browser.open(federation.hosted.authorizePath({ client_id, response_type: 'token', state: 's' }));
    const { location } = await browser.submit({ username: 'ada', password: goodPassword });
    const answer = Object.fromEntries(new URLSearchParams(new URL(location).hash.slice(1)));
    expect(answer).toEqual({ ...refused, state: 's' });
  });

  it('refuses a refresh without taking the token away', async () => {
    const client_id = await federation.client({
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
    await federation.hosted.pools.createUser(federation.poolId, 'ada');
    const code = await federation.hosted.code('ada', { client_id });
    const { refresh_token } = (await federation.hosted.redeem(code, { client_id })).body as Record<
      string,
      string
    >;
    const refresh = () => federation.hosted.token({ client_id, grant_type: 'refresh_token', refresh_token });
    triggers['preToken'] = failing;
    expect((await refresh()).status).toBe(400);
    triggers = {};
    expect((await refresh()).status).toBe(200);
    expect(sources().at(-1)).toBe('TokenGeneration_RefreshTokens');
  });

  it('is asked about clients that act for themselves, with what they send along', async () => {
    await federation.hosted.pools.sdk.send(
      new CreateResourceServerCommand({
        UserPoolId: federation.poolId,
        Identifier: 'jobs',
        Name: 'Jobs',
        Scopes: [{ ScopeName: 'run', ScopeDescription: 'Runs' }],
      }),
    );
    const { ClientId: client_id, ClientSecret: client_secret } = await federation.hosted.pools.createClient(
      federation.poolId,
      {
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['jobs/run'],
      },
    );
    const form = { client_id, client_secret, grant_type: 'client_credentials' };
    const aws_client_metadata = JSON.stringify({ job: '7' });
    const { status } = await federation.hosted.token({ ...form, aws_client_metadata });
    expect(status).toBe(200);
    expect(calls.map(({ triggerSource, request }) => [triggerSource, request['clientMetadata']])).toEqual([
      ['TokenGeneration_ClientCredentials', { job: '7' }],
    ]);
    for (const bad of ['{', '[]', '{"a":1}']) {
      const { body } = await federation.hosted.token({ ...form, aws_client_metadata: bad });
      expect(body).toMatchObject({ error: 'invalid_request' });
    }
  });
});
