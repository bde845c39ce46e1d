/** Characters of the bar. */
const WIDTH = 30;
/** Percent between two lines where there is no terminal. */
const STEP = 10;

/** Where a person looks at it. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** A bar on a terminal, and a line now and then elsewhere. */
export class Progress {
  private told = -1;

  constructor(
    private readonly terminal: Terminal,
    private readonly title: string,
    private readonly total: number,
  ) {}

  show(done: number): void {
    const percent = Math.floor((Math.min(done, this.total) / Math.max(1, this.total)) * 100);
    const text = `${this.title}  ${String(percent).padStart(3)} %  ${done} of ${this.total}`;
    if (this.terminal.isTTY === true) {
      const full = Math.round((percent / 100) * WIDTH);
      this.terminal.write(`\r[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${text}`);
    } else if (percent === 100 ? this.told < 100 : percent >= this.told + STEP) {
      this.told = percent;
      this.terminal.write(`${text}\n`);
    }
  }

  /** Leaves the line of the bar. */
  end(): void {
    if (this.terminal.isTTY === true) this.terminal.write('\n');
  }
}
