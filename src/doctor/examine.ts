import {
  DescribeIdentityProviderCommand,
  DescribeUserPoolClientCommand,
  type GroupType,
  type IdentityProviderType,
  ListGroupsCommand,
  ListIdentityProvidersCommand,
  ListUserPoolClientsCommand,
  ListUsersInGroupCommand,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { INestApplicationContext } from '@nestjs/common';
import { Cognito } from '../cognito/cognito';
import { type PoolDescription, UserPool } from '../cognito/user-pool';
import { ADMINISTRATORS } from '../common/access/roles';
import { TOKEN_SOURCE, type TokenSource } from '../common/access/token-source';
import type { Environment } from '../common/config/environment';
import { keysFault } from './keys';

const PAGE = 60;

/** All that checks look at. Read once; nothing is changed. */
export interface Examined extends PoolDescription {
  readonly environment: Environment;
  /** Our app client with its secret, which is compared and never told. */
  readonly secret: string | undefined;
  /** All app clients of the pool, ours too. */
  readonly clients: readonly UserPoolClientType[];
  readonly providers: readonly IdentityProviderType[];
  readonly groups: readonly GroupType[];
  /** How many can administrate; two stands for more. */
  readonly administrators: number;
  /** Why the keys of the pool cannot be read. */
  readonly keysFault: string | undefined;
}

/**
 * Reads the pool, its clients, providers and groups.
 *
 * @throws AppError as the operations do
 */
export async function examine(app: INestApplicationContext, environment: Environment): Promise<Examined> {
  const cognito = app.get(Cognito);
  const { userPoolId: UserPoolId } = cognito;
  const description = await app.get(UserPool).describe();
  const clients = await clientsOf(cognito);
  const groups = await groupsOf(cognito);
  const own = clients.find(({ ClientId }) => ClientId === cognito.clientId);
  return {
    ...description,
    environment,
    secret: own?.ClientSecret,
    clients,
    providers: await providersOf(cognito),
    groups,
    administrators: groups.some(({ GroupName }) => GroupName === ADMINISTRATORS)
      ? await administratorsOf(cognito, UserPoolId)
      : 0,
    keysFault: await keysFault(app.get<TokenSource>(TOKEN_SOURCE, { strict: false }).jwksUri),
  };
}

async function clientsOf(cognito: Cognito): Promise<UserPoolClientType[]> {
  const { userPoolId: UserPoolId } = cognito;
  const ids = await all(async (NextToken) => {
    const input = { UserPoolId, MaxResults: PAGE, NextToken };
    const { UserPoolClients, NextToken: next } = await cognito.send(new ListUserPoolClientsCommand(input));
    return [UserPoolClients ?? [], next];
  });
  const clients: UserPoolClientType[] = [];
  for (const { ClientId } of ids) {
    const input = { UserPoolId, ClientId };
    const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand(input));
    if (UserPoolClient !== undefined) clients.push(UserPoolClient);
  }
  return clients;
}

async function providersOf(cognito: Cognito): Promise<IdentityProviderType[]> {
  const { userPoolId: UserPoolId } = cognito;
  const names = await all(async (NextToken) => {
    const input = { UserPoolId, MaxResults: PAGE, NextToken };
    const { Providers, NextToken: next } = await cognito.send(new ListIdentityProvidersCommand(input));
    return [Providers ?? [], next];
  });
  const providers: IdentityProviderType[] = [];
  for (const { ProviderName } of names) {
    const input = { UserPoolId, ProviderName };
    const { IdentityProvider } = await cognito.send(new DescribeIdentityProviderCommand(input));
    if (IdentityProvider !== undefined) providers.push(IdentityProvider);
  }
  return providers;
}

function groupsOf(cognito: Cognito): Promise<GroupType[]> {
  return all(async (NextToken) => {
    const input = { UserPoolId: cognito.userPoolId, Limit: PAGE, NextToken };
    const { Groups, NextToken: next } = await cognito.send(new ListGroupsCommand(input));
    return [Groups ?? [], next];
  });
}

/** Those who have signed in at least once; invitations may be lost. */
async function administratorsOf(cognito: Cognito, UserPoolId: string): Promise<number> {
  const users = await all(async (NextToken) => {
    const input = { UserPoolId, GroupName: ADMINISTRATORS, Limit: PAGE, NextToken };
    const { Users, NextToken: next } = await cognito.send(new ListUsersInGroupCommand(input));
    return [Users ?? [], next];
  });
  return users.filter(({ Enabled, UserStatus }) => Enabled === true && UserStatus !== 'FORCE_CHANGE_PASSWORD')
    .length;
}

/** All pages of a list. */
async function all<Item>(
  page: (token: string | undefined) => Promise<readonly [readonly Item[], string | undefined]>,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const [some, next] = await page(token);
    items.push(...some);
    token = next;
  } while (token !== undefined);
  return items;
}
