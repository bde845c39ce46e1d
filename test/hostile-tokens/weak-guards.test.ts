import { bearer, type Guard, ownGuard } from './guard';
import { hostileClasses } from './hostile';
import type { Variant } from './mint';
import { plantedGuards } from './planted';
import { Service } from './service';
import { usualGuards } from './usual-guards';
import { validClasses } from './valid';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

/** Classes are made once, and only those that are asked for. */
const made = new Map<string, Variant[]>();
function variantsOf(name: string): Variant[] {
  const variants = made.get(name) ?? (hostileClasses[name] ?? validClasses[name])?.(service.mint);
  if (variants === undefined) throw new Error(`there is no class ${name}`);
  made.set(name, variants);
  return variants;
}

/** Names of those that the guard lets in. */
async function taken(guard: Guard, className: string): Promise<string[]> {
  const names: string[] = [];
  for (const [name, token] of variantsOf(className)) if (await guard(bearer(token))) names.push(name);
  return names;
}

const GOOD = 'the usual one';

it('there are more than 50 weak guards', () => {
  expect(Object.keys(plantedGuards).length + Object.keys(usualGuards).length).toBeGreaterThanOrEqual(50);
});

describe('our own guard', () => {
  it('is caught by none of the classes that catch the weak ones', async () => {
    const guard = await ownGuard(service.jwksUri);
    const classes = new Set([
      ...Object.values(plantedGuards).map(({ takes }) => takes),
      ...Object.values(usualGuards).flatMap(({ takes }) => takes),
    ]);
    for (const name of classes)
      expect({ name, taken: await taken(guard, name) }).toEqual({ name, taken: [] });
    expect(await taken(guard, GOOD)).toHaveLength(3);
  });

  it.each(Object.entries(plantedGuards))('is caught when it %s', async (_name, { takes, plants }) => {
    const guard = await ownGuard(service.jwksUri, plants);
    expect(await taken(guard, GOOD)).toHaveLength(3);
    expect((await taken(guard, takes)).length).toBeGreaterThan(0);
  });
});

describe('the usual guard', () => {
  it.each(Object.entries(usualGuards))('that %s is caught', async (_name, { takes, guard: make }) => {
    const guard = make(service.mint, service.jwksUri);
    for (const name of takes) {
      expect({ name, taken: (await taken(guard, name)).length > 0 }).toEqual({ name, taken: true });
    }
  });

  it('is noticed when it asks where a token points', () => {
    expect(service.connections).toBeGreaterThan(0);
  });
});
