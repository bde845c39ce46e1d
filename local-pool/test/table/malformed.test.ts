import { operations } from '../../operations';
import { modelledOperations } from '../../wire/api-model';
import { post } from '../raw';
import { PoolUnderTest } from '../support';
import { example, inputOf } from './example';
import { malformed, type Malformed } from './malformed';

/** What may be wrong is generated from the API model, so that an operation is tested as soon as it is in the table. */
let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
});
afterAll(() => pool.close());

const names = Object.keys(operations);
const known = new Set<string>();

/** `[HTTP status, x-amzn-errortype, __type, message]` */
async function answerTo(
  operation: string,
  body: string,
  headers?: Record<string, string>,
): Promise<unknown[]> {
  const answer = await post(pool.url, operation, body, headers);
  const { __type, message } = answer.body as Record<string, unknown>;
  return [answer.status, answer.headers.get('x-amzn-errortype'), __type, message];
}

function asExpected(fault: Malformed, [status, type, name, message]: unknown[]): boolean {
  if (status !== 400 || type !== `${fault.exception}:` || name !== fault.exception) return false;
  if (fault.exception === 'SerializationException') return message === fault.text;
  const [, count, list = ''] = /^(\d+) validation errors? detected: (.*)$/su.exec(String(message)) ?? [];
  return list.includes(fault.text) && list.split('; Value').length === Number(count);
}

it.each(names)('%s refuses every malformed member in the words of the service', async (operation) => {
  const faults = malformed(inputOf(operation), '', known);
  const answers = await Promise.all(
    faults.map(async (fault) => ({ fault, answer: await answerTo(operation, JSON.stringify(fault.value)) })),
  );
  expect(answers.filter(({ fault, answer }) => !asExpected(fault, answer))).toEqual([]);
  expect(faults.length).toBeGreaterThan(2);
});

it.each(names)('%s takes no other body than an object', async (operation) => {
  const refused = async (body: string): Promise<unknown[]> => answerTo(operation, body);
  const serialization = (text: string): unknown[] => [
    ...[400, 'SerializationException:', 'SerializationException', text],
  ];
  expect(await refused('{"x":')).toEqual(serialization('Unexpected token in payload'));
  expect(await refused('<x/>')).toEqual(serialization('Unexpected token in payload'));
  expect(await refused('[{}]')).toEqual(serialization('Start of structure or map found where not expected.'));
  // An empty body is an empty object.
  expect(await refused('')).toEqual(await refused('{}'));
});

it.each(names)('%s does not look at members it does not have', async (operation) => {
  const input = example(inputOf(operation), true) as object;
  const [, , , plain] = await answerTo(operation, JSON.stringify(input));
  const strange = { ...input, Unknown: 1, __proto__: { x: 1 }, constructor: [] };
  const [, , , same] = await answerTo(operation, JSON.stringify(strange));
  expect(same).toEqual(plain);
});

const signed = names.filter((name) => modelledOperations.get(name)?.auth === 'sigv4');
it.each(signed)('%s is refused without a signature', async (operation) => {
  const type = 'MissingAuthenticationTokenException';
  expect(await answerTo(operation, '{}', {})).toEqual([
    400,
    `${type}:`,
    type,
    'Missing Authentication Token',
  ]);
});

const faults = ['TooManyRequestsException', 'InternalErrorException'] as const;
it.each(faults)('every operation can be made to answer %s', async (exception) => {
  const kind = exception === 'InternalErrorException' ? 'error500' : 'throttle';
  const control = `${pool.url}/_local/control/faults`;
  await fetch(control, { method: 'POST', body: JSON.stringify({ operation: '*', kind }) });
  const answers = await Promise.all(names.map((name) => answerTo(name, '{}')));
  await fetch(control, { method: 'DELETE' });
  const status = exception === 'InternalErrorException' ? 500 : 400;
  expect(answers.map(([given, , type]) => [given, type])).toEqual(names.map(() => [status, exception]));
});
