import constraints from './constraints.json';
import newer from './newer-operations.json';

/** A shape of the API model: what a value must look like. `min` and `max` are lengths, counts or numbers by the type. */
export interface Shape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'integer' | 'boolean' | 'blob' | 'document';
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

/** An operation of the API model. */
export interface ModelledOperation {
  /** `sigv4`: an IAM operation, which must be signed; `none`: anyone may call it. */
  readonly auth: 'sigv4' | 'none';
  /** Name of the input's shape. */
  readonly input: string;
  /** Names of the exceptions it is documented to answer with. */
  readonly errors: readonly string[];
}

interface ApiModel {
  readonly operations: Readonly<Record<string, ModelledOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** What the published model does not have yet. A shape that it has is given further members, or another type. */
interface Additions {
  readonly operations: ApiModel['operations'];
  readonly shapes: Readonly<Record<string, Partial<Shape>>>;
}

const model = withAdditions(constraints as unknown as ApiModel, newer as unknown as Additions);

/** All operations of the API model by name. */
export const modelledOperations: ReadonlyMap<string, ModelledOperation> = new Map(
  Object.entries(model.operations),
);

/**
 * @throws Error when the model names a shape that it does not hold
 */
export function shapeNamed(name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The API model has no shape named ${name}`);
  return shape;
}

function withAdditions(published: ApiModel, added: Additions): ApiModel {
  const shapes = Object.entries(added.shapes).map(([name, addition]): [string, Shape] => {
    const shape = published.shapes[name];
    const members = { ...shape?.members, ...addition.members };
    return [name, { ...shape, ...addition, members } as Shape];
  });
  return {
    operations: { ...published.operations, ...added.operations },
    shapes: { ...published.shapes, ...Object.fromEntries(shapes) },
  };
}
