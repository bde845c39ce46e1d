import type { Json } from './json';

/** DTOs whose `attributes` may take a value away. */
const CHANGES = /^Update\w*Request$/;

/**
 * Says what values of attributes are. The compiler's plugin, which describes the DTOs, knows no map of a union and calls it anything.
 *
 * @param schemas by the names of their DTOs; changed in place
 */
export function describeAttributes(schemas: Json): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const { attributes } = (schema as { properties?: Record<string, Json> }).properties ?? {};
    if (attributes?.['additionalProperties'] !== true) continue;
    const type = ['string', 'number', 'boolean', ...(CHANGES.test(name) ? ['null'] : [])];
    attributes['additionalProperties'] = { type };
  }
}
