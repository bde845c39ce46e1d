import { type Environment, environmentSchema } from './environment';
import { EnvironmentError } from './environment-error';
import { lambdaFaults, relationFaults, triggerFaults } from './relations';
import { readSecretFiles } from './secret-files';

/** A password may have it on purpose, and a query may have several lines. */
const UNSPOILT: readonly string[] = ['LOCAL_ADMIN_PASSWORD', 'LEGACY_QUERY'];

/** What a value has that was copied from a file with its line end. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const SPOILT = /^\s|\s$|[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\ufeff]/;

/**
 * Reads and checks the environment, and the files that it names for secrets. All faults are reported at once.
 *
 * @param variables usually `process.env`; an empty string counts as not set
 * @throws EnvironmentError
 */
export function loadEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  return load(variables, relationFaults);
}

/**
 * The same for the function that serves triggers: it knows no user pool but by the events that come from it.
 *
 * @throws EnvironmentError
 */
export function loadTriggerEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  return load(variables, triggerFaults);
}

/**
 * The same for the function that serves HTTP. It is in production unless told otherwise, and its user pool may be in another region than
 * itself, which is what Lambda says in `AWS_REGION`.
 *
 * @throws EnvironmentError
 */
export function loadLambdaEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const { DOCS = 'off', NODE_ENV = 'production' } = variables;
  return {
    ...load({ ...variables, DOCS, NODE_ENV, AWS_REGION: undefined }, lambdaFaults),
    // Requests come one at a time: none waits for another.
    OVERLOAD_DELAY_MS: 0,
  };
}

function load(
  variables: Readonly<Record<string, string | undefined>>,
  relations: (values: Partial<Environment>) => string[],
): Environment {
  const set = Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const files = readSecretFiles(set);
  const given = { ...set, ...files.values };
  const result = environmentSchema.safeParse(given);
  const faults = [
    ...files.faults,
    ...Object.keys(environmentSchema.shape)
      .filter((name) => !UNSPOILT.includes(name) && SPOILT.test(given[name] ?? ''))
      .map((name) => `${name}: must not begin or end with blanks, nor hold control characters`),
    ...(result.success
      ? relations(result.data)
      : [
          ...result.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`),
          ...relations(given),
        ]),
  ];
  if (!result.success || faults.length > 0) throw new EnvironmentError(firstOfEach(faults));
  const { DOCS = result.data.NODE_ENV === 'production' ? 'off' : 'on' } = result.data;
  return { ...result.data, DOCS };
}

/** One fault of each variable is enough to mend it. */
function firstOfEach(faults: readonly string[]): string[] {
  const nameOf = (fault: string): string => fault.slice(0, fault.indexOf(':'));
  return faults.filter(
    (fault, index) => faults.findIndex((other) => nameOf(other) === nameOf(fault)) === index,
  );
}
