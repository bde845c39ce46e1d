import {
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Attempt, Cases } from '../case';
import type { Place } from '../place';
import { refused } from '../refused';
import type { World } from '../world';

let counter = 0;

/** The embedded pool with a provider. */
async function federated(world: World): Promise<Place> {
  const place = await world.main;
  await world.once('provider', () =>
    place.pool.sdk.send(
      new CreateIdentityProviderCommand({
        UserPoolId: place.pool.userPoolId,
        ProviderName: 'Google',
        ProviderType: 'Google',
        ProviderDetails: { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid' },
      }),
    ),
  );
  return place;
}

/** Somebody who signs in with so many accounts at the provider besides the password. */
async function linked(world: World, accounts: number): Promise<string> {
  const place = await federated(world);
  const username = await place.join();
  for (let number = 0; number < accounts; number++) {
    const ProviderAttributeValue = `linked-${++counter}`;
    await place.pool.sdk.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: place.pool.userPoolId,
        DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: username },
        SourceUser: {
          ProviderName: 'Google',
          ProviderAttributeName: 'Cognito_Subject',
          ProviderAttributeValue,
        },
      }),
    );
  }
  return username;
}

async function linking(world: World, username?: string, userId = `account-${++counter}`): Promise<Attempt> {
  const place = await federated(world);
  return {
    token: await world.admin,
    parameters: { username: username ?? (await place.join()) },
    body: { provider: 'Google', userId },
  };
}

async function unlinking(world: World, username: string): Promise<Attempt> {
  return { token: await world.admin, parameters: { username, provider: 'Google' } };
}

export const adminProviderCases: Cases = {
  'POST /v1/admin/users/{username}/providers': {
    success: (world) => linking(world),
    failures: {
      user_not_found: (world) => linking(world, 'nobody@example.com'),
      conflict: async (world) => {
        await linked(world, 1);
        return linking(world, undefined, `linked-${counter}`);
      },
      limit_exceeded: async (world) => linking(world, await linked(world, 5)),
      invalid_parameter: async (world) => ({
        ...(await linking(world)),
        body: { provider: 'Nowhere', userId: '1' },
      }),
    },
  },
  'DELETE /v1/admin/users/{username}/providers/{provider}': {
    success: async (world) => unlinking(world, await linked(world, 1)),
    failures: {
      user_not_found: (world) => unlinking(world, 'nobody@example.com'),
      resource_not_found: async (world) => unlinking(world, await linked(world, 0)),
      conflict: refused('AdminDisableProviderForUser', 'ConcurrentModificationException'),
      invalid_parameter: refused('AdminDisableProviderForUser', 'InvalidParameterException'),
    },
  },
};
