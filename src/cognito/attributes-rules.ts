import { Injectable } from '@nestjs/common';
import { AppError, type FieldError } from '../common/errors/app-error';
import type { AttributePatch, AttributeValue } from './attributes';
import type { AttributeRow, AttributeSchema } from './attributes-schema';
import { valueFault } from './attributes-values';
import { ACCOUNT_ATTRIBUTE, type AttributeWriter, refuseProtectedAttributes } from './protected-attributes';
import { type PoolDescription, UserPool } from './user-pool';

/** What is to be written, and by whom. */
export interface AttributeWrite {
  readonly writer: AttributeWriter;
  readonly attributes: AttributePatch;
  /** Whether the user is being made: attributes that cannot be changed later may be set then. */
  readonly creating: boolean;
  /** Whether attributes that the pool requires must be among them, as at a sign-up. */
  readonly complete?: true;
  /** Where the attributes are in the request; `attributes` when left out. */
  readonly path?: string;
}

/** What is to be said of attributes, by their names. */
interface Faults {
  readonly unwritable: [name: string, message: string][];
  readonly invalid: [name: string, message: string][];
}

/**
 * Holds attributes to the schema of the user pool before anything is sent, and names every faulty one. While the schema cannot be read,
 * Cognito alone judges.
 */
@Injectable()
export class AttributeRules {
  constructor(private readonly userPool: UserPool) {}

  /** The types by which answers are read; undefined while they cannot be known. */
  async schema(): Promise<AttributeSchema | undefined> {
    return (await this.userPool.readable())?.schema;
  }

  /**
   * @throws AppError `attribute_not_writable` or `invalid_attributes` with the fields; `upstream_timeout`
   */
  async check(write: AttributeWrite): Promise<void> {
    refuseProtectedAttributes(write.writer, write.attributes, write.path);
    const description = await this.descriptionFor(Object.keys(write.attributes));
    if (description === undefined) return;
    refuse(faultsOf(write, description), (name) => `${write.path ?? 'attributes'}.${name}`);
  }

  /**
   * Holds the account that a request names to the pool's attribute for it.
   *
   * @param accountId null for none
   * @throws AppError `attribute_not_writable` or `invalid_attributes` about `accountId`, where the pool has no such attribute as well
   */
  async checkAccount(accountId: string | null, creating: boolean): Promise<void> {
    const description = await this.descriptionFor([ACCOUNT_ATTRIBUTE]);
    if (description === undefined) return;
    const attributes = { [ACCOUNT_ATTRIBUTE]: accountId };
    refuse(faultsOf({ writer: 'admin', attributes, creating }, description), () => 'accountId');
  }

  private async descriptionFor(names: readonly string[]): Promise<PoolDescription | undefined> {
    const description = await this.userPool.readable();
    if (description === undefined || names.every((name) => description.schema.has(name)))
      return known(description);
    return known(await this.userPool.renewed());
  }
}

/** Every pool has attributes: a description without any says nothing of them. */
function known(description: PoolDescription | undefined): PoolDescription | undefined {
  return description?.schema.size === 0 ? undefined : description;
}

function refuse({ unwritable, invalid }: Faults, fieldOf: (name: string) => string): void {
  const errors = (faults: Faults['invalid']): FieldError[] =>
    faults.map(([name, message]) => ({ field: fieldOf(name), message }));
  if (unwritable.length > 0) throw new AppError('attribute_not_writable', { errors: errors(unwritable) });
  if (invalid.length > 0) throw new AppError('invalid_attributes', { errors: errors(invalid) });
}

function faultsOf(write: AttributeWrite, description: PoolDescription): Faults {
  const faults: Faults = { unwritable: [], invalid: [] };
  for (const [name, value] of Object.entries(write.attributes)) {
    const row = description.schema.get(name);
    // Names that no pool has come from the caller: only what could be one is repeated, and no address, number or token.
    const shown = row !== undefined || /^(?!.*\d{4})[\w:.-]{1,32}$/.test(name) ? name : '***';
    const unwritable = row && rightFault(name, row, write, description);
    const message =
      row === undefined ? 'is not known to the user pool' : contentFault(name, row, value, write);
    if (unwritable !== undefined) faults.unwritable.push([shown, unwritable]);
    else if (message !== undefined) faults.invalid.push([shown, message]);
  }
  if (write.complete === true)
    for (const name of missing(write.attributes, description)) faults.invalid.push([name, 'is required']);
  return faults;
}

/** Whether the attribute is this writer's, and may still be written. */
function rightFault(
  name: string,
  row: AttributeRow,
  { writer, creating }: AttributeWrite,
  { client }: PoolDescription,
): string | undefined {
  // Whatever the pool requires the client may write, listed or not; of its defaults without a list Cognito's documents say two things.
  const listed = client.WriteAttributes?.includes(name) ?? true;
  if (writer === 'person' && !listed && !row.required) return 'may not be set here';
  return creating || row.mutable ? undefined : 'cannot be changed';
}

function contentFault(
  name: string,
  row: AttributeRow,
  value: AttributeValue | null,
  { creating }: AttributeWrite,
): string | undefined {
  if (value !== null && value !== '') return valueFault(name, row, value);
  return row.required && !creating ? 'is required and cannot be deleted' : undefined;
}

/** What a new user must have and does not bring; the address that is the username comes of itself. */
function missing(attributes: AttributePatch, { pool, requiredAttributes }: PoolDescription): string[] {
  const names: readonly string[] = pool.UsernameAttributes ?? [];
  return requiredAttributes.filter(
    (name) => !names.includes(name) && ((attributes[name] ?? '') as unknown) === '',
  );
}
