import {
  AdminGetUserCommand,
  CreateIdentityProviderCommand,
  CreateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { Browser, callback, webClient } from '../../local-pool/test/hosted';
import { expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, type Tokens } from '../support/gatehouse';
import { AdministeredPool } from './administered-pool';

let gatehouse: Gatehouse;
let admin: AdministeredPool;
/** A client that offers the providers. */
let clientId: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  admin = await AdministeredPool.open(gatehouse);
  const UserPoolId = admin.userPoolId;
  const google = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid' };
  const corp = { ...google, attributes_request_method: 'GET', oidc_issuer: 'https://idp.example' };
  const AttributeMapping = { email: 'email' };
  for (const provider of [
    { ProviderName: 'Google', ProviderType: 'Google' as const, ProviderDetails: google },
    { ProviderName: 'Corp', ProviderType: 'OIDC' as const, ProviderDetails: corp },
  ])
    await admin.sdk.send(new CreateIdentityProviderCommand({ UserPoolId, AttributeMapping, ...provider }));
  const { UserPoolClient } = await admin.sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'web',
      ...webClient,
      SupportedIdentityProviders: ['COGNITO', 'Google', 'Corp'],
    }),
  );
  clientId = UserPoolClient?.ClientId ?? '';
});
afterAll(async () => {
  await admin.close();
  await gatehouse.close();
});

let counter = 0;
/** An account at a provider that nobody has used. */
const account = (): string => `account-${++counter}`;

async function somebody(): Promise<string> {
  const username = `somebody-${++counter}`;
  await admin.pool.join(username, { email: `${username}@example.com` });
  return username;
}

const link = (username: string, body: unknown): Promise<Answer> =>
  admin.call('POST', `${username}/providers`, body);
const unlink = (username: string, provider = 'Google', query = ''): Promise<Answer> =>
  admin.delete(`${username}/providers/${provider}${query}`);

/** What Cognito says of somebody's identities: `Google account-1`. */
async function identities(username: string): Promise<string[]> {
  const { UserAttributes } = await admin.sdk.send(
    new AdminGetUserCommand({ UserPoolId: admin.userPoolId, Username: username }),
  );
  const json = UserAttributes?.find(({ Name }) => Name === 'identities')?.Value ?? '[]';
  const entries = JSON.parse(json) as { providerName: string; userId: string }[];
  return entries.map(({ providerName, userId }) => `${providerName} ${userId}`);
}

/** Signs in with an account at a provider, by its pages. @returns the username that comes of it */
async function signInWith(provider: string, sub: string, email = `${sub}@example.com`): Promise<string> {
  const browser = new Browser(gatehouse.pool.url);
  const parameters = { client_id: clientId, redirect_uri: callback, identity_provider: provider };
  const query = new URLSearchParams({ response_type: 'code', ...parameters });
  await browser.open(`/oauth2/authorize?${query.toString()}`);
  const { location } = await browser.submit({ subject: sub, email });
  const code = new URL(location).searchParams.get('code') ?? '';
  const response = await fetch(`${gatehouse.pool.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: clientId,
      redirect_uri: callback,
    }),
  });
  const { id_token } = (await response.json()) as { id_token: string };
  return decodeJwt(id_token)['cognito:username'] as string;
}

describe('POST /v1/admin/users/:username/providers', () => {
  it('lets an account at a provider sign in as the user', async () => {
    const [username, userId] = [await somebody(), account()];
    const linked = { provider: 'Google', userId, attribute: 'Cognito_Subject' };
    expectData(await link(username, { provider: 'Google', userId }), 201, linked);
    expect(await identities(username)).toEqual([`Google ${userId}`]);
    expect(await signInWith('Google', userId)).toBe(username);
  });

  it('links by a mapped attribute, which the first sign-in turns into the id', async () => {
    const [username, userId] = [await somebody(), account()];
    const email = `${userId}@corp.example`;
    const request = { provider: 'Corp', userId: email, attribute: 'email' };
    expectData(await link(username, request), 201, request);
    expect(await signInWith('Corp', userId, email)).toBe(username);
    expect(await identities(username)).toEqual([`Corp ${userId}`]);
  });

  it('links to somebody who has come from a provider', async () => {
    const [first, second] = [account(), account()];
    const username = await signInWith('Google', first);
    expect(username).toBe(`Google_${first}`);
    expect((await link(username, { provider: 'Corp', userId: second })).status).toBe(201);
    expect(await signInWith('Corp', second)).toBe(username);
  });

  it('refuses an account that signs in as somebody already', async () => {
    const [username, other, userId, used] = [await somebody(), await somebody(), account(), account()];
    await link(username, { provider: 'Google', userId });
    await signInWith('Google', used);
    const refusals: [string, string, string][] = [
      [username, userId, 'The identity is linked to this user already.'],
      [other, userId, 'The identity belongs to another user already.'],
      [
        other,
        used,
        'Somebody has signed in with the identity, which has a user of its own. Delete that user first.',
      ],
    ];
    for (const [who, id, detail] of refusals)
      expectProblem(await link(who, { provider: 'Google', userId: id }), 409, 'conflict', { detail });
    expect(await identities(other)).toEqual([]);
  });

  it('links five at most', async () => {
    const username = await somebody();
    for (let number = 0; number < 5; number++)
      expect((await link(username, { provider: 'Google', userId: account() })).status).toBe(201);
    expectProblem(await link(username, { provider: 'Google', userId: account() }), 409, 'limit_exceeded');
  });

  it('names what is wrong', async () => {
    const username = await somebody();
    expectProblem(await link(username, { provider: 'Nowhere', userId: '1' }), 400, 'invalid_parameter', {
      errors: [{ field: 'provider', message: 'must be an identity provider of the user pool' }],
    });
    for (const provider of ['Google', 'Corp'])
      expectProblem(
        await link(username, { provider, userId: '1', attribute: 'nickname' }),
        400,
        'invalid_parameter',
        {
          errors: [
            { field: 'attribute', message: 'must be left out, or be an attribute that the provider maps' },
          ],
        },
      );
  });

  it.each([
    [{ userId: '1' }, 'provider'],
    [{ provider: 'Google' }, 'userId'],
    [{ provider: 'cognito', userId: '1' }, 'provider'],
    [{ provider: 'x'.repeat(33), userId: '1' }, 'provider'],
    [{ provider: 'Google', userId: '' }, 'userId'],
    [{ provider: 'Google', userId: 1 }, 'userId'],
    [{ provider: 'Google', userId: '1', attribute: null }, 'attribute'],
    [{ provider: 'Google', userId: '1', username: 'admin' }, 'username'],
  ])('refuses %j', async (body, field) => {
    expectFieldFault(await link('the-admin', body), field);
  });

  it('is not for support, and asks Cognito about the administrator', async () => {
    const [username, userId] = [await somebody(), account()];
    const body = { provider: 'Google', userId };
    expectProblem(await admin.call('POST', `${username}/providers`, body, 'support'), 403, 'forbidden');
    expect(await identities(username)).toEqual([]);
  });
});

describe('DELETE /v1/admin/users/:username/providers/:provider', () => {
  it('takes the account from the user, and ends all sessions', async () => {
    const [username, userId] = [await somebody(), account()];
    await link(username, { provider: 'Google', userId });
    const tokens: Tokens = await admin.instance.signIn(username);
    expect((await admin.alive(tokens)).access).toBe(200);
    expectDone(await unlink(username));
    expect(await identities(username)).toEqual([]);
    expect(await admin.alive(tokens)).toEqual({ access: 401, refresh: 401 });
    expect(await signInWith('Google', userId)).toBe(`Google_${userId}`);
    expect((await admin.signIn(username)).body.data.status).toBe('SIGNED_IN');
  });

  it('takes all accounts at the provider, or the one that is named, and none elsewhere', async () => {
    const username = await somebody();
    const [one, two, three, other] = [account(), account(), account(), account()];
    for (const userId of [one, two, three]) await link(username, { provider: 'Google', userId });
    await link(username, { provider: 'Corp', userId: other });
    expectDone(await unlink(username, 'Google', `?userId=${two}`));
    expect(await identities(username)).toEqual([`Google ${one}`, `Google ${three}`, `Corp ${other}`]);
    expectDone(await unlink(username, 'Google'));
    expect(await identities(username)).toEqual([`Corp ${other}`]);
  });

  it('takes one that was linked by an attribute and has never signed in, when it is named', async () => {
    const username = await somebody();
    const userId = `${account()}@corp.example`;
    await link(username, { provider: 'Corp', userId, attribute: 'email' });
    expectProblem(await unlink(username, 'Corp'), 404, 'resource_not_found');
    expect(await identities(username)).toEqual([`Corp ${userId}`]);
    expectDone(await unlink(username, 'Corp', '?attribute=email'));
    expect(await identities(username)).toEqual([]);
  });

  it('leaves the only way to sign in', async () => {
    const [userId, second] = [account(), account()];
    const username = await signInWith('Google', userId);
    expectProblem(await unlink(username), 409, 'conflict', {
      detail:
        'It is the only way in which the user can sign in. Set a password or link another identity first, or delete the user.',
    });
    expect(await identities(username)).toEqual([`Google ${userId}`]);
    await link(username, { provider: 'Corp', userId: second });
    expectDone(await unlink(username, 'Corp'));
    expectProblem(await unlink(username), 409, 'conflict', { detail: expect.any(String) });
  });

  it('does not reach accounts of others, nor what nobody has', async () => {
    const [username, other, userId] = [await somebody(), await somebody(), account()];
    await link(other, { provider: 'Google', userId });
    for (const [provider, query] of [
      ['Google', ''],
      ['Google', `?userId=${userId}`],
      ['Nowhere', ''],
    ])
      expectProblem(await unlink(username, provider, query), 404, 'resource_not_found');
    expect(await identities(other)).toEqual([`Google ${userId}`]);
  });

  it('does not switch a password off', async () => {
    expectFieldFault(await unlink(await somebody(), 'Cognito'), 'provider');
    expectFieldFault(await unlink(await somebody(), 'COGNITO'), 'provider');
  });

  it('is not for support', async () => {
    const [username, userId] = [await somebody(), account()];
    await link(username, { provider: 'Google', userId });
    const answer = await admin.call('DELETE', `${username}/providers/Google`, undefined, 'support');
    expectProblem(answer, 403, 'forbidden');
    expect(await identities(username)).toEqual([`Google ${userId}`]);
  });
});

it('nobody of that name has accounts anywhere', async () => {
  expectProblem(await link('nobody', { provider: 'Google', userId: '1' }), 404, 'user_not_found');
  expectProblem(await unlink('nobody'), 404, 'user_not_found');
});
