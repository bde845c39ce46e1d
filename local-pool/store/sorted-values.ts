import { firstAfter } from './index-bucket';

/**
 * The values of an index in order, so that those with one beginning are found without looking at the others. The values up to their
 * first `=` form a group of their own (`<poolId>/email=`), which is sorted when it is first searched and kept in order from then on.
 */
export class SortedValues {
  private readonly groups = new Map<string, string[]>();

  /** A value that the index has not had before. */
  add(value: string): void {
    const group = this.groups.get(groupOf(value));
    if (group) group.splice(firstAfter(group, value), 0, value);
  }

  /** A value that the index has no more. */
  delete(value: string): void {
    const group = this.groups.get(groupOf(value));
    if (group) group.splice(firstAfter(group, value) - 1, 1);
  }

  /**
   * The values that begin with a prefix, in ascending order.
   *
   * @param prefix at least a whole group
   * @param from the first value that is wanted
   * @param all every value of the index, in any order
   */
  *startingWith(prefix: string, from: string, all: () => Iterable<string>): Iterable<string> {
    const name = groupOf(prefix);
    const group = this.groups.get(name) ?? sortedGroup(name, all());
    this.groups.set(name, group);
    const first = from > prefix ? from : prefix;
    const after = firstAfter(group, first);
    // Values are there once: the wanted one stands right before those that are greater.
    for (let at = group[after - 1] === first ? after - 1 : after; at < group.length; at++) {
      const value = group[at] ?? '';
      if (!value.startsWith(prefix)) return;
      yield value;
    }
  }
}

function sortedGroup(name: string, all: Iterable<string>): string[] {
  const values: string[] = [];
  for (const value of all) if (value.startsWith(name)) values.push(value);
  return values.sort();
}

function groupOf(value: string): string {
  return value.slice(0, value.indexOf('=') + 1);
}
