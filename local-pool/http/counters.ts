/** How often what was asked for, since the start or the last reset. */
export class Counters {
  private readonly calls = new Map<string, number>();
  private jwks = 0;

  countCall(operation: string): void {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
  }

  countJwks(): void {
    this.jwks += 1;
  }

  /** `operations`: calls by operation; `jwks`: fetches of the published keys. */
  toJSON(): { operations: Record<string, number>; jwks: number } {
    return { operations: Object.fromEntries(this.calls), jwks: this.jwks };
  }
}
