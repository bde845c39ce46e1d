import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Environment } from '../../common/config/environment';
import { EnvironmentError } from '../../common/config/environment-error';
import { type AttributeMapping, mappingFaults, standardMapping } from './attribute-mapping';

/** More is no mapping, but a file that was named by mistake. */
const MOST_BYTES = 65_536;

const mappingSchema = z
  .record(
    z
      .string()
      .regex(/^(?:(?:dev:)?custom:)?[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u, 'is no name of an attribute'),
    z.strictObject({
      from: z.string().min(1).max(128),
      as: z.enum(['text', 'boolean', 'seconds']).optional(),
      access: z.boolean().optional(),
    }),
  )
  .refine((mapping) => Object.keys(mapping).length > 0, 'must name an attribute');

/**
 * The mapping that `LEGACY_MAPPING` names, else the standard one.
 *
 * @throws EnvironmentError with each fault and its place in the file
 */
export function mappingFrom({ LEGACY_MAPPING: file }: Environment): AttributeMapping {
  if (file === undefined) return standardMapping;
  const result = mappingSchema.safeParse(contentOf(file));
  if (!result.success)
    throw faulty(result.error.issues.map(({ path, message }) => `${place(path)}${message}`));
  const faults = mappingFaults(result.data);
  if (faults.length > 0) throw faulty(faults);
  return result.data;
}

const place = (path: readonly PropertyKey[]): string => (path.length === 0 ? '' : `${path.join('.')}: `);

const faulty = (faults: readonly string[]): EnvironmentError =>
  new EnvironmentError(faults.map((fault) => `LEGACY_MAPPING: ${fault}`));

function contentOf(file: string): unknown {
  let text: string;
  try {
    const stats = statSync(file);
    // Pipes and devices may never end.
    if (!stats.isFile() || stats.size > MOST_BYTES) throw faulty(['must name a file of JSON']);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw faulty([`the file cannot be read (${(error as { readonly code?: string }).code ?? 'unknown'})`]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw faulty(['must be JSON']);
  }
}
