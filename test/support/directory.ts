import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Environment } from '../../src/common/config/environment';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import type { Gatehouse } from './gatehouse';

/** What DescribeUserPoolClient tells and UpdateUserPoolClient does not take. */
const READ_ONLY = new Set(['ClientSecret', 'LastModifiedDate', 'CreationDate']);

/** The user pool behind the service, reached as its operator does: with the SDK and credentials. */
export class Directory {
  private readonly client: CognitoIdentityProviderClient;
  private readonly UserPoolId: string;
  private readonly ClientId: string;

  /** @param changes names another pool of the same server */
  constructor({ pool }: Gatehouse, changes: Partial<Environment> = {}) {
    this.UserPoolId = changes.COGNITO_USER_POOL_ID ?? pool.userPoolId;
    this.ClientId = changes.COGNITO_CLIENT_ID ?? pool.clientId;
    this.client = new CognitoIdentityProviderClient({
      endpoint: pool.url,
      region: pool.userPoolId.split('_')[0] ?? '',
      credentials: EMBEDDED_CREDENTIALS,
    });
  }

  /** An invited user, who has to choose a password at the first sign-in. */
  async invite(
    Username: string,
    TemporaryPassword: string,
    attributes: AttributeType[] = [{ Name: 'email_verified', Value: 'true' }],
  ): Promise<void> {
    await this.client.send(
      new AdminCreateUserCommand({
        UserPoolId: this.UserPoolId,
        Username,
        TemporaryPassword,
        MessageAction: 'SUPPRESS',
        UserAttributes: attributes,
      }),
    );
  }

  async disable(Username: string): Promise<void> {
    await this.client.send(new AdminDisableUserCommand({ UserPoolId: this.UserPoolId, Username }));
  }

  async resetPassword(Username: string): Promise<void> {
    await this.client.send(new AdminResetUserPasswordCommand({ UserPoolId: this.UserPoolId, Username }));
  }

  /** Confirms without a code: the address stays unverified. */
  async confirm(Username: string): Promise<void> {
    await this.client.send(new AdminConfirmSignUpCommand({ UserPoolId: this.UserPoolId, Username }));
  }

  /** Changes settings of the app client and leaves the others. */
  async changeClient(settings: Partial<UpdateUserPoolClientCommandInput>): Promise<void> {
    const of = { UserPoolId: this.UserPoolId, ClientId: this.ClientId };
    const { UserPoolClient } = await this.client.send(new DescribeUserPoolClientCommand(of));
    const present = Object.fromEntries(
      Object.entries(UserPoolClient ?? {}).filter(([name]) => !READ_ONLY.has(name)),
    );
    await this.client.send(new UpdateUserPoolClientCommand({ ...present, ...of, ...settings }));
  }

  close(): void {
    this.client.destroy();
  }
}
