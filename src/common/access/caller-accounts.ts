import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error';
import type { Caller } from './caller';
import { ExpiringMap } from './expiring-map';
import { Revocations } from './revocations';
import { USER_DIRECTORY, type UserDirectory } from './user-directory';

/** Accounts that are remembered, some 200 bytes each. */
const CAPACITY = 50_000;
/** Milliseconds for which an answer of Cognito is used: so long an instance without Redis may not notice what another one changes. */
const LIFE = 30_000;

/** An account, and which cut of the user's tokens was the last when Cognito was asked. */
interface Remembered {
  readonly accountId: string | undefined;
  readonly cut: number;
}

/**
 * To which account a caller belongs.
 *
 * What the access token says is believed: Cognito has signed it, and whoever changes the account ends the tokens that name the old one.
 * A token that says nothing proves nothing, since not every pool has the trigger that writes accounts into tokens: then Cognito is asked,
 * once for each user and half a minute. A change ends the user's tokens, here and on all instances that share Redis, and with them what is
 * remembered.
 */
@Injectable()
export class CallerAccounts {
  private readonly known = new ExpiringMap<Remembered>(CAPACITY);
  /** Questions under way, by user and cut. */
  private readonly asking = new Map<string, Promise<string | undefined>>();

  constructor(
    @Inject(USER_DIRECTORY) private readonly directory: UserDirectory,
    private readonly revocations: Revocations,
  ) {}

  /**
   * @returns undefined for somebody without an account
   * @throws AppError a 503 while Cognito does not answer: nobody passes unknown; `token_revoked` when the user is gone or disabled;
   *   `service_misconfigured` where users may write their account themselves
   */
  async of(caller: Caller): Promise<string | undefined> {
    await this.directory.trustAccounts();
    if (caller.accountId !== undefined) return caller.accountId;
    const cut = this.revocations.cutOfUser(caller.sub);
    const known = this.known.get(caller.sub, Date.now());
    if (known?.cut === cut) return known.accountId;
    const key = `${caller.sub} ${cut}`;
    const question = this.asking.get(key) ?? this.ask(key, caller, cut);
    return question;
  }

  private ask(key: string, caller: Caller, cut: number): Promise<string | undefined> {
    const question = this.lookUp(caller)
      .then((accountId) => {
        const now = Date.now();
        this.known.set(caller.sub, { accountId, cut }, now + LIFE, now);
        return accountId;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, question);
    return question;
  }

  private async lookUp({ username, sub }: Caller): Promise<string | undefined> {
    const user = await this.directory.find(username).catch((error: unknown) => {
      throw unknownAccount(error);
    });
    // A name can be given again after its user has been deleted, a `sub` never.
    if (user.sub !== sub || !user.enabled) throw new AppError('token_revoked');
    return user.accountId;
  }
}

/** Whoever calls did nothing wrong: without an answer nobody knows, and should ask again. */
function unknownAccount(error: unknown): unknown {
  if (!(error instanceof AppError) || error.status === 503) return error;
  return new AppError(error.code === 'user_not_found' ? 'token_revoked' : 'upstream_unavailable', {
    cause: error,
  });
}
