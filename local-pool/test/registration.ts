import {
  ConfirmSignUpCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type ConfirmSignUpCommandInput,
  type ConfirmSignUpCommandOutput,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type ResendConfirmationCodeCommandOutput,
  type SignUpCommandInput,
  type SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, PoolUnderTest } from './support';

/** A pool server with one pool and client to sign up to. */
export class Registration {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly clientId: string,
  ) {}

  static async start(): Promise<Registration> {
    const pools = await PoolUnderTest.start();
    const poolId = await pools.createPool();
    const { ClientId } = await pools.createClient(poolId);
    return new Registration(pools, poolId, ClientId);
  }

  /** With `goodPassword` and an e-mail address of that name, unless told otherwise. */
  signUp(Username: string, changes: Partial<SignUpCommandInput> = {}): Promise<SignUpCommandOutput> {
    return this.pools.sdk.send(
      new SignUpCommand({
        ClientId: this.clientId,
        Username,
        Password: goodPassword,
        UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
        ...changes,
      }),
    );
  }

  confirm(
    Username: string,
    ConfirmationCode: string,
    changes: Partial<ConfirmSignUpCommandInput> = {},
  ): Promise<ConfirmSignUpCommandOutput> {
    const input = { ClientId: this.clientId, Username, ConfirmationCode, ...changes };
    return this.pools.sdk.send(new ConfirmSignUpCommand(input));
  }

  resend(Username: string, ClientId = this.clientId): Promise<ResendConfirmationCodeCommandOutput> {
    return this.pools.sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
  }

  /** Another pool with a client. */
  async newPool(
    input: Partial<CreateUserPoolCommandInput>,
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<{ id: string; ClientId: string }> {
    const id = await this.pools.createPool(input);
    const { ClientId } = await this.pools.createClient(id, client);
    return { id, ClientId };
  }
}
