/** Work that goes on after the answer to the call that began it. */
export class Background {
  private closing = false;
  private readonly running = new Set<Promise<void>>();

  /**
   * @param log told of work that failed, one line each
   */
  constructor(private readonly log: (line: string) => void = () => undefined) {}

  /**
   * Begins some work, at the next turn of the event loop.
   *
   * @param work stops soon after `closing` has become true
   */
  start(work: (closing: () => boolean) => Promise<void>): void {
    const closing = (): boolean => this.closing;
    const run = new Promise((resolve) => setImmediate(resolve))
      .then(() => (closing() ? undefined : work(closing)))
      .catch((error: unknown) => {
        this.log(`Work in the background failed: ${String(error)}`);
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Resolves when all work begun so far has ended. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Tells all work to stop and waits until it has. */
  async close(): Promise<void> {
    this.closing = true;
    await this.idle();
  }
}
