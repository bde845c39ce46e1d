import { AppError } from '../common/errors/app-error';

/** Who writes: a person their own attributes, or an administrator those of others. */
export type AttributeWriter = 'person' | 'admin';

/** Names the account (tenant) of a user. */
export const ACCOUNT_ATTRIBUTE = 'custom:account_id';

/** Attributes that access depends on. Whoever lets more depend on attributes adds them here: the app client must not be able to write them. */
export const ACCESS_ATTRIBUTES: readonly string[] = [ACCOUNT_ATTRIBUTE];

interface ProtectedNames {
  readonly names: (name: string) => boolean;
  /** Who may not write them in a list of attributes, whatever the app client allows. */
  readonly from: readonly AttributeWriter[];
}

const PROTECTED: readonly ProtectedNames[] = [
  // Identity, and what Cognito keeps itself.
  { names: (name) => /^(sub|identities|cognito:.*)$/.test(name), from: ['person', 'admin'] },
  // Access depends on it. Administrators name the account in a member of its own.
  { names: (name) => ACCESS_ATTRIBUTES.includes(name), from: ['person', 'admin'] },
  // Proofs that Cognito takes from a code.
  { names: (name) => name.endsWith('_verified'), from: ['person'] },
  // Attributes that the pool's developer has kept for callers with credentials.
  { names: (name) => name.startsWith('dev:'), from: ['person'] },
];

/**
 * Refuses attributes that this writer may not set or delete, before anything is sent.
 *
 * @param path where the attributes are in the request, e.g. `attributes`
 * @throws AppError `attribute_not_writable` with the names
 */
export function refuseProtectedAttributes(
  writer: AttributeWriter,
  attributes: Readonly<Record<string, unknown>>,
  path = 'attributes',
): void {
  const names = Object.keys(attributes).filter((name) => isProtected(name, writer));
  if (names.length === 0) return;
  throw new AppError('attribute_not_writable', {
    errors: names.map((name) => ({ field: `${path}.${name}`, message: 'may not be set here' })),
  });
}

/** Whether this service keeps the attribute from this writer. */
export function isProtected(name: string, writer: AttributeWriter): boolean {
  return PROTECTED.some(({ names, from }) => from.includes(writer) && names(name));
}
