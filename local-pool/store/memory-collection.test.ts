import { MemoryCollection } from './memory-collection';

interface Item {
  id: string;
  tags: string[];
}

function collection(): MemoryCollection<Item> {
  return new MemoryCollection<Item>(
    { key: ({ id }) => id, indexes: { tag: ({ tags }) => tags } },
    () => undefined,
  );
}

const ids = (items: readonly Item[]): string[] => items.map(({ id }) => id);

it('keeps its indexes through every put and delete, as a plain list would', () => {
  const items = collection();
  const plain = new Map<string, Item>();
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let step = 0; step < 3000; step++) {
    const id = `k${random(40)}`;
    if (random(3) === 0) {
      items.delete(id);
      plain.delete(id);
    } else {
      const item = { id, tags: ['a', 'b', 'c'].filter(() => random(2) === 0) };
      items.put(item);
      plain.set(id, item);
    }
    const tag = 'abc'.charAt(random(3));
    const expected = [...plain.values()]
      .filter(({ tags }) => tags.includes(tag))
      .map((item) => item.id)
      .sort();
    expect(ids(items.by('tag', tag)).sort()).toEqual(expected);
    expect(items.count('tag', tag)).toBe(expected.length);
    const after = random(2) === 0 ? undefined : `k${random(40)}`;
    expect(ids(items.page('tag', tag, after, 5))).toEqual(
      expected.filter((key) => after === undefined || key > after).slice(0, 5),
    );
  }
});

it('has no page of no items, and no index that was not declared', () => {
  const items = collection();
  items.put({ id: 'one', tags: ['a'] });
  expect(items.page('tag', 'a', undefined, 0)).toEqual([]);
  expect(() => items.by('none', 'a')).toThrow('No index is named none');
});

it('pages through 100,000 items as quickly as through ten', () => {
  const items = collection();
  for (let index = 0; index < 100_000; index++) items.put({ id: String(index), tags: ['all'] });
  items.page('tag', 'all', undefined, 1);
  const start = performance.now();
  for (let turn = 0; turn < 1000; turn++) {
    items.page('tag', 'all', String(turn * 97), 60);
    items.put({ id: `new${turn}`, tags: ['all'] });
  }
  // About 0.1 s here; sorting or walking the whole list at each turn would take more than 10 s.
  expect(performance.now() - start).toBeLessThan(3000);
});

it('pages through the values with one beginning as a sorted list would, whatever is put and deleted meanwhile', () => {
  const items = collection();
  const plain = new Map<string, Item>();
  let seed = 11;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const word = (): string => `${'xy'.charAt(random(2))}=${'abc'.charAt(random(3))}${'abc'.charAt(random(3))}`;
  for (let step = 0; step < 2000; step++) {
    const id = `k${random(30)}`;
    if (random(3) === 0) {
      items.delete(id);
      plain.delete(id);
    } else {
      const item = { id, tags: [...new Set([word(), word()])] };
      items.put(item);
      plain.set(id, item);
    }
    const prefix = ['x=', 'x=a', 'y=b', 'y=cc', 'z='][random(5)] ?? '';
    const expected = [...plain.values()]
      .flatMap((item) => item.tags.map((value) => [value, item.id] as const))
      .filter(([value]) => value.startsWith(prefix))
      .map(([value, key]) => `${value} ${key}`)
      .sort();
    const found: string[] = [];
    let after: { value: string; key: string } | undefined;
    do {
      const page = items.pageStartingWith('tag', prefix, after, 3);
      found.push(...page.map(({ position }) => `${position.value} ${position.key}`));
      after = page.at(-1)?.position;
    } while (after !== undefined);
    expect(found).toEqual(expected);
  }
});
