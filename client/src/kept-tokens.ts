import { exclusively } from './locks.ts';
import { type StoredTokens, type TokenStore, tokensIn } from './token-store.ts';

/** Held while the store is changed, across tabs. */
const LOCK = 'gatehouse-tokens';

/** What was taken out of the store. */
export interface Removed {
  readonly tokens: StoredTokens;
  /** What the store said when it could not remove them. */
  readonly failure?: unknown;
}

/**
 * The tokens in the app's store, read and changed in turns: however slow the store and whatever order answers come in, tokens of a
 * sign-in that is over never come back.
 */
export class KeptTokens {
  private turns: Promise<unknown> = Promise.resolve();
  private reading: Promise<StoredTokens | undefined> | undefined;
  /** The sign-in that was there when the store was last looked at. */
  private known: string | undefined;
  /** A sign-in that is over, although the store may not have let go of its tokens. */
  private ended: string | undefined;
  /** Renewed tokens that the store has not taken. */
  private unsaved: StoredTokens | undefined;

  /** @param onLost told when the sign-in has gone from the store, or changed there, without this client: by another tab */
  constructor(
    private readonly store: TokenStore,
    private readonly onLost: () => void,
  ) {}

  /** What is there now; those who ask at once share one look. */
  read(): Promise<StoredTokens | undefined> {
    this.reading ??= this.inTurn(() => this.present()).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Keeps the tokens of a new sign-in, whatever was there. */
  async begin(tokens: StoredTokens): Promise<void> {
    await this.change(async () => {
      await this.store.set(tokens);
      this.known = tokens.signIn;
      this.unsaved = undefined;
    });
  }

  /**
   * Puts renewed tokens in the place of those before them.
   *
   * @returns whether they are kept: not if their sign-in is over, or somebody else's has begun
   */
  async renew(tokens: StoredTokens): Promise<boolean> {
    return this.change(async () => {
      const present = await this.present();
      if (present?.signIn !== tokens.signIn) return false;
      this.unsaved = tokens;
      await this.save();
      return true;
    });
  }

  /**
   * Forgets the tokens.
   *
   * @param signIn whose; whoever is there when left out
   * @returns what was there; undefined to all but the first who ends a sign-in
   */
  async end(signIn?: string): Promise<Removed | undefined> {
    return this.change(async () => {
      const tokens = await this.present();
      if (tokens === undefined || (signIn ?? tokens.signIn) !== tokens.signIn) return undefined;
      this.ended = tokens.signIn;
      this.known = undefined;
      this.unsaved = undefined;
      try {
        await this.store.clear();
        return { tokens };
      } catch (failure) {
        return { tokens, failure };
      }
    });
  }

  private async present(): Promise<StoredTokens | undefined> {
    const found = tokensIn(await this.store.get());
    const tokens = found?.signIn === this.ended ? undefined : await this.newest(found);
    if (this.known !== undefined && this.known !== tokens?.signIn) this.onLost();
    this.known = tokens?.signIn;
    return tokens;
  }

  /** Those that wait to be saved, unless another tab has renewed since. */
  private async newest(found: StoredTokens | undefined): Promise<StoredTokens | undefined> {
    const { unsaved } = this;
    if (unsaved === undefined) return found;
    if (unsaved.signIn !== found?.signIn || unsaved.receivedAt < found.receivedAt) {
      this.unsaved = undefined;
      return found;
    }
    await this.save();
    return unsaved;
  }

  private async save(): Promise<void> {
    if (this.unsaved === undefined) return;
    try {
      await this.store.set(this.unsaved);
      this.unsaved = undefined;
    } catch {
      // Those in the store may be used up already: a call goes on with the new ones, and the next look tries again.
    }
  }

  private change<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(() => exclusively(LOCK, work));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turns.then(work);
    this.turns = turn.catch(() => undefined);
    return turn;
  }
}
