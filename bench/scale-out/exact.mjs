// What has to hold however the requests are spread over instances.
import { request } from 'node:http';

const WRONG = 'Wrong-Horse-1';
const PEOPLE = 50;

/** Guesses at one account: so many of them are let through in a quarter of an hour. */
const PER_ACCOUNT = 10;
/** Sign-ins from one address: so many in a minute. */
const PER_ADDRESS = 120;

/** @returns what was seen, in rows of what, seen and promised */
export async function exactness(instances, tokens) {
  const rows = [...(await limits(instances)), ...(await revocation(instances, tokens))];
  for (const [what, seen, promised] of rows)
    if (seen !== promised) throw new Error(`${what}: ${seen}, and not ${promised}`);
  return rows;
}

async function limits(instances) {
  const guesses = await signIns(instances, 50, (index) => ({ from: `127.251.0.${index + 1}` }));
  const names = (index) => ({ from: '127.252.0.1', name: `address${index}@example.com` });
  const floods = await signIns(instances, PER_ADDRESS + 30, names);
  const passed = (statuses) => String(statuses.filter((status) => status !== 429).length);
  return [
    ['of 50 guesses at one account let through', passed(guesses), String(PER_ACCOUNT)],
    [`of ${PER_ADDRESS + 30} sign-ins from one address let through`, passed(floods), String(PER_ADDRESS)],
  ];
}

/** All at once, at each instance in turn. */
function signIns(instances, count, who) {
  const asked = Array.from({ length: count }, (_, index) => {
    const { from, name = 'guessed@example.com' } = who(index);
    const body = JSON.stringify({ username: name, password: WRONG });
    return ask(instances[index % instances.length], 'POST', '/v1/auth/sign-in', { from, body });
  });
  return Promise.all(asked);
}

/** Each signs out at one instance, and is asked for at the other as soon as that is answered. */
async function revocation(instances, tokens) {
  let [ended, refused, others] = [0, 0, 0];
  for (let index = 0; index < PEOPLE; index += 1) {
    const [here, there] = [instances[index % 2], instances[(index + 1) % 2]];
    const session = (number) => ask(there, 'GET', '/v1/auth/session', { token: tokens[number] });
    if ((await session(index)) !== 200) throw new Error('A token was refused before its sign-out');
    const path = '/v1/auth/sign-out/everywhere';
    if ((await ask(here, 'POST', path, { token: tokens[index] })) === 204) ended += 1;
    if ((await session(index)) === 401) refused += 1;
    if ((await session(PEOPLE + index)) === 200) others += 1;
  }
  return [
    [`of ${PEOPLE} signed out everywhere`, String(ended), String(PEOPLE)],
    ['of those refused by the other instance at once', String(refused), String(PEOPLE)],
    [`of ${PEOPLE} others let in meanwhile`, String(others), String(PEOPLE)],
  ];
}

/** @returns the status of the answer */
function ask({ url }, method, path, { from = '127.0.0.1', token, body }) {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), { method, headers, localAddress: from, agent: false });
    asked.once('error', reject).once('response', (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    asked.end(body);
  });
}
