/** When a circuit opens: by its window, or by faults in a row, with nothing answered between them for a second. */
export interface Tripping {
  /** So many faults at least. */
  readonly faults: number;
  /** So large a part of the calls that have ended in it, 0 to 1. */
  readonly share: number;
  /** Of so many operations at least. */
  readonly operations: number;
}

export type CircuitState = 'closed' | 'half_open' | 'open';

/** Milliseconds of calls that are looked at, in slots of one second. */
const WINDOW = 10_000;
const SLOT = 1000;
/** Milliseconds from one call that tries to the next, whether or not the one before has ended. */
const REST = 2000;

/** Faults since the last answer. */
interface Row {
  readonly since: number;
  faults: number;
  readonly operations: Set<string>;
}

interface Slot {
  readonly begin: number;
  ended: number;
  faults: number;
  /** Whose faults they were. */
  readonly operations: Set<string>;
}

/**
 * A circuit breaker over calls that have ended. Calls under way count for nothing: while the other side hangs, most calls are under way,
 * and a rate over all that were begun would stay low.
 *
 * While it is open, one call tries every two seconds. It has as much time as any other: who limits it more would keep a circuit open
 * over calls that are slow by nature. A try that hangs puts no other off, and the first to be answered closes the circuit.
 */
export class Circuit {
  private slots: Slot[] = [];
  private row: Row | undefined;
  private nextTry = 0;
  private state: CircuitState = 'closed';
  /** Grows with each opening and closing: calls from before say nothing about the time after. */
  private epoch = 0;

  /**
   * @param changed told of each new state
   * @param clock monotonic milliseconds
   */
  constructor(
    private readonly tripping: Tripping,
    private readonly changed: (state: CircuitState, before: CircuitState) => void,
    private readonly clock: () => number,
  ) {}

  get current(): CircuitState {
    return this.state;
  }

  /** Milliseconds until a call may be sent; 0 when it may be sent now. */
  wait(): number {
    return this.state === 'closed' ? 0 : Math.max(0, this.nextTry - this.clock());
  }

  /**
   * A call is sent, which `wait` has allowed.
   *
   * @returns what `end` wants to know of it
   */
  begin(): number {
    if (this.state !== 'closed') {
      this.nextTry = this.clock() + REST;
      this.become('half_open');
    }
    return this.epoch;
  }

  /** A call of an operation has ended: with a fault of the other side, or with any answer. */
  end(epoch: number, operation: string, fault: boolean): void {
    if (epoch !== this.epoch) return;
    if (this.state === 'closed') {
      this.note(operation, fault);
      if (fault && this.trips()) this.turn('open');
    } else if (fault) this.become('open');
    else this.turn('closed');
  }

  private note(operation: string, fault: boolean): void {
    const now = this.clock();
    let slot = this.slots.at(-1);
    if (slot === undefined || now - slot.begin >= SLOT) {
      slot = { begin: now, ended: 0, faults: 0, operations: new Set() };
      this.slots = [...this.slots.filter(({ begin }) => now - begin < WINDOW), slot];
    }
    slot.ended += 1;
    if (!fault) {
      this.row = undefined;
      return;
    }
    slot.faults += 1;
    slot.operations.add(operation);
    if (this.row === undefined || now - this.row.since > WINDOW)
      this.row = { since: now, faults: 0, operations: new Set() };
    this.row.faults += 1;
    this.row.operations.add(operation);
  }

  private trips(): boolean {
    return this.tripsByRow() || this.tripsByWindow();
  }

  /** A pool that has just been well has many answers in the window: that it is gone shows by there being none since. */
  private tripsByRow(): boolean {
    const { row, tripping } = this;
    if (row === undefined || this.clock() - row.since < SLOT) return false;
    return row.faults >= tripping.faults && row.operations.size >= tripping.operations;
  }

  private tripsByWindow(): boolean {
    const oldest = this.clock() - WINDOW;
    const operations = new Set<string>();
    let [ended, faults] = [0, 0];
    for (const slot of this.slots) {
      if (slot.begin <= oldest) continue;
      ended += slot.ended;
      faults += slot.faults;
      for (const operation of slot.operations) operations.add(operation);
    }
    const { tripping } = this;
    return (
      faults >= tripping.faults && faults >= tripping.share * ended && operations.size >= tripping.operations
    );
  }

  private turn(state: 'open' | 'closed'): void {
    this.epoch += 1;
    this.slots = [];
    this.row = undefined;
    this.nextTry = this.clock() + REST;
    this.become(state);
  }

  private become(state: CircuitState): void {
    const before = this.state;
    if (state === before) return;
    this.state = state;
    this.changed(state, before);
  }
}
