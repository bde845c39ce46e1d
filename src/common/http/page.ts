/** One page of a list: a controller returns it, the envelope turns it into `data` and `meta.nextCursor`. */
export class Page<T> {
  /**
   * @param items this page
   * @param nextCursor opaque cursor of the next page (see cursor.ts); absent on the last one
   */
  constructor(
    readonly items: readonly T[],
    readonly nextCursor?: string,
  ) {}
}
