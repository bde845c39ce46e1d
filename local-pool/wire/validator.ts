import { modelledOperations, shapeNamed, type Shape } from './api-model';
import {
  blobCheck,
  booleanCheck,
  documentCheck,
  integerCheck,
  listCheck,
  mapCheck,
  stringCheck,
  structureCheck,
  Violations,
  type Check,
} from './checks';
import { livePattern } from './patterns';

/** Checks by shape name, made when an operation first needs them, so that starting costs nothing. */
const checks = new Map<string, Check>();

/**
 * Checks an operation's input against the API model.
 *
 * @param operation name of a modelled operation
 * @param input the parsed body
 * @returns the input without unknown members and nulls
 * @throws PoolError SerializationException for wrong JSON types, InvalidParameterException for violated constraints
 */
export function validateInput(operation: string, input: unknown): unknown {
  const modelled = modelledOperations.get(operation);
  if (!modelled) throw new Error(`The API model has no operation named ${operation}`);
  const violations = new Violations();
  const checked = checkFor(modelled.input)(input, '', violations);
  violations.throwIfAny();
  return checked;
}

function checkFor(name: string): Check {
  const known = checks.get(name);
  if (known) return known;
  const made = makeCheck(name, shapeNamed(name));
  checks.set(name, made);
  return made;
}

function makeCheck(name: string, shape: Shape): Check {
  switch (shape.type) {
    case 'string':
      return stringCheck(withLivePattern(name, shape));
    case 'integer':
      return integerCheck(shape);
    case 'boolean':
      return booleanCheck();
    case 'blob':
      return blobCheck(shape);
    case 'document':
      return documentCheck();
    case 'list':
      return listCheck(shape, checkFor(named(shape.member)));
    case 'map':
      return mapCheck(shape, checkFor(named(shape.key)), mapValueCheck(shape));
    case 'structure':
      return structureCheck(
        shape,
        (member) => checkFor(named(shape.members?.[member])),
        (member) => shapeNamed(named(shape.members?.[member])).sensitive ?? false,
      );
  }
}

/** Values of a sensitive map (AuthParameters, ChallengeResponses) are secrets, although their own shape is plain text. */
function mapValueCheck(shape: Shape): Check {
  const value = shapeNamed(named(shape.value));
  return shape.sensitive && value.type === 'string'
    ? stringCheck({ ...value, sensitive: true })
    : checkFor(named(shape.value));
}

function withLivePattern(name: string, shape: Shape): Shape {
  const pattern = livePattern(name, shape.pattern);
  return pattern === undefined ? shape : { ...shape, pattern };
}

function named(name: string | undefined): string {
  if (name === undefined) throw new Error('The API model leaves a shape without the name of its member');
  return name;
}
