import type {
  AddUserPoolClientSecretCommandInput,
  AddUserPoolClientSecretCommandOutput,
  DeleteUserPoolClientSecretCommandInput,
  ListUserPoolClientSecretsCommandInput,
  ListUserPoolClientSecretsCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requireClient, requirePool } from '../pools/find-pool';
import { newClientSecret } from '../pools/new-id';
import type { ClientRecord } from '../store/records';

type Secret = ClientRecord['secrets'][number];

/** A secret is rotated by having two of them for a while. */
const maxSecrets = 2;

/** @param others the client's secrets so far: ids must differ even within a millisecond */
export function newSecret(clientId: string, value: string, now: number, others: readonly Secret[]): Secret {
  let moment = now;
  while (others.some(({ id }) => id === `${clientId}--${moment}`)) moment += 1;
  return { id: `${clientId}--${moment}`, value, createdAt: now };
}

/** The value is answered when it was made here, never when the caller brought it. */
function addUserPoolClientSecret(
  input: AddUserPoolClientSecretCommandInput,
  context: PoolContext,
): Omit<AddUserPoolClientSecretCommandOutput, '$metadata'> {
  const client = requireClient(context, input.ClientId, requirePool(context, input.UserPoolId).id);
  if (client.secrets.length === 0) {
    throw new PoolError('InvalidParameterException', 'A secret can only be added to a client that has one.');
  }
  if (client.secrets.length >= maxSecrets) {
    throw new PoolError('LimitExceededException', `A client can have at most ${maxSecrets} secrets.`);
  }
  const now = context.clock.now();
  const secret = newSecret(client.id, input.ClientSecret ?? newClientSecret(), now, client.secrets);
  context.store.clients.put({ ...client, secrets: [...client.secrets, secret], updatedAt: now });
  return {
    ClientSecretDescriptor: {
      ClientSecretId: secret.id,
      ClientSecretValue: input.ClientSecret === undefined ? secret.value : undefined,
      ClientSecretCreateDate: new Date(secret.createdAt),
    },
  };
}

function listUserPoolClientSecrets(
  input: ListUserPoolClientSecretsCommandInput,
  context: PoolContext,
): Omit<ListUserPoolClientSecretsCommandOutput, '$metadata'> {
  const client = requireClient(context, input.ClientId, requirePool(context, input.UserPoolId).id);
  return {
    ClientSecrets: client.secrets.map(({ id, createdAt }) => ({
      ClientSecretId: id,
      ClientSecretCreateDate: new Date(createdAt),
    })),
  };
}

function deleteUserPoolClientSecret(
  input: DeleteUserPoolClientSecretCommandInput,
  context: PoolContext,
): object {
  const client = requireClient(context, input.ClientId, requirePool(context, input.UserPoolId).id);
  const secrets = client.secrets.filter(({ id }) => id !== input.ClientSecretId);
  if (secrets.length === client.secrets.length) {
    throw new PoolError('ResourceNotFoundException', 'Client secret not found.');
  }
  if (secrets.length === 0) {
    throw new PoolError('InvalidParameterException', 'The last secret of a client cannot be deleted.');
  }
  context.store.clients.put({ ...client, secrets, updatedAt: context.clock.now() });
  return {};
}

/** Secrets of app clients and their rotation. */
export const clientSecretOperations = {
  AddUserPoolClientSecret: addUserPoolClientSecret,
  ListUserPoolClientSecrets: listUserPoolClientSecrets,
  DeleteUserPoolClientSecret: deleteUserPoolClientSecret,
} satisfies OperationTable;
