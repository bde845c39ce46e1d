import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error';
import { LOG, type Log } from '../common/observability/log';
import { ACCESS_ATTRIBUTES } from './protected-attributes';
import { type PoolDescription, UserPool } from './user-pool';

/**
 * Whether users can give themselves rights behind the back of this service: whoever holds an access token may write, at Cognito itself,
 * whatever the app client may write.
 *
 * Asked when the service starts, which refuses such a pool, and each time that an account is to decide something: a pool can be changed
 * later, and its description may be out of reach at the start.
 */
@Injectable()
export class UserPoolRights {
  private warned = false;

  constructor(
    private readonly userPool: UserPool,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * What the app client may write of what access depends on; undefined while the description of the pool cannot be read, which is logged
   * once.
   */
  async writable(): Promise<string[] | undefined> {
    const description = await this.userPool.readable().catch(() => undefined);
    if (description !== undefined) return writableAccess(description);
    if (!this.warned) {
      this.warned = true;
      this.log.warn(
        `The description of the user pool cannot be read: nobody knows whether users may write ${ACCESS_ATTRIBUTES.join(', ')} themselves. Allow this service cognito-idp:DescribeUserPool, DescribeUserPoolClient and GetUserPoolMfaConfig.`,
      );
    }
    return undefined;
  }

  /** @throws AppError `service_misconfigured` where it is known that users may write what access depends on */
  async confirm(): Promise<void> {
    const names = (await this.writable()) ?? [];
    if (names.length === 0) return;
    throw new AppError('service_misconfigured', {
      cause: new Error(`The app client may write ${names.join(', ')}: accounts mean nothing`),
    });
  }
}

/**
 * Without a list the client may write what Cognito's defaults say: the standard attributes for one of its documents, the pool's own as
 * well for another. So that is not safe.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function writableAccess({ schema, client }: PoolDescription): string[] {
  return ACCESS_ATTRIBUTES.filter(
    (name) => schema.has(name) && (client.WriteAttributes?.includes(name) ?? true),
  );
}
