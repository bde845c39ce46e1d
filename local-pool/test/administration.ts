import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type AdminCreateUserCommandInput,
  type AdminGetUserCommandOutput,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { output } from './raw';
import { PoolUnderTest } from './support';

export type Attributes = Record<string, string>;

/** A pool server with a pool of each sign-in model, and what administrators do there. */
export class Administration {
  private constructor(
    readonly pool: PoolUnderTest,
    /** Users have names; case does not count. */
    readonly plain: string,
    /** E-mail addresses, phone numbers and preferred user names are aliases; case counts. */
    readonly alias: string,
    /** E-mail addresses are the user names; changes wait for their verification. */
    readonly byEmail: string,
  ) {}

  static async start(): Promise<Administration> {
    const pool = await PoolUnderTest.start();
    const plain = await pool.createPool({
      UsernameConfiguration: { CaseSensitive: false },
      Schema: [
        { Name: 'fixed', AttributeDataType: 'String' },
        {
          Name: 'level',
          AttributeDataType: 'Number',
          Mutable: true,
          NumberAttributeConstraints: { MaxValue: '9' },
        },
        {
          Name: 'short',
          AttributeDataType: 'String',
          Mutable: true,
          StringAttributeConstraints: { MaxLength: '3' },
        },
        { Name: 'since', AttributeDataType: 'DateTime', Mutable: true },
        { Name: 'vip', AttributeDataType: 'Boolean', Mutable: true },
      ],
    });
    const alias = await pool.createPool({
      AliasAttributes: ['email', 'phone_number', 'preferred_username'],
      AutoVerifiedAttributes: ['email'],
    });
    const byEmail = await pool.createPool({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      Schema: [{ Name: 'name', Required: true }],
    });
    return new Administration(pool, plain, alias, byEmail);
  }

  /** Deletes all users and messages. */
  clear(): void {
    const { users, messages } = this.pool.context.store;
    for (const { sub } of users.values()) users.delete(sub);
    for (const { id } of messages.values()) messages.delete(id);
  }

  async create(
    UserPoolId: string,
    Username: string,
    attributes: Attributes = {},
    more: Partial<AdminCreateUserCommandInput> = {},
  ): Promise<UserType> {
    const input = { UserPoolId, Username, UserAttributes: listed(attributes), ...more };
    return (await this.pool.sdk.send(new AdminCreateUserCommand(input))).User ?? {};
  }

  update(UserPoolId: string, Username: string, attributes: Attributes): Promise<object> {
    const input = { UserPoolId, Username, UserAttributes: listed(attributes) };
    return output(this.pool.sdk.send(new AdminUpdateUserAttributesCommand(input)));
  }

  get(UserPoolId: string, Username: string): Promise<Omit<AdminGetUserCommandOutput, '$metadata'>> {
    return output(this.pool.sdk.send(new AdminGetUserCommand({ UserPoolId, Username })));
  }

  /** What AdminGetUser tells, without `sub`. */
  async attributesOf(UserPoolId: string, Username: string): Promise<Attributes> {
    const { UserAttributes } = await this.get(UserPoolId, Username);
    const entries = (UserAttributes ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']);
    const attributes = Object.fromEntries(entries) as Attributes;
    delete attributes['sub'];
    return attributes;
  }

  /** The pool's first user. */
  record(UserPoolId: string): UserRecord {
    const [user] = this.pool.context.store.users.by('pool', UserPoolId);
    if (!user) throw new Error('There is no user');
    return user;
  }

  /** What was sent since `clear`. */
  sent(): unknown[] {
    return [...this.pool.context.store.messages.values()].map(({ to, medium, kind, subject, body }) => ({
      to,
      medium,
      kind,
      subject,
      body,
    }));
  }
}

function listed(attributes: Attributes): { Name: string; Value: string }[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}
