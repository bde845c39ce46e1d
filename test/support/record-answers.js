// Notes which answers the tests get of which routes, for tools/contract-coverage.js: a line "POST /v1/auth/sign-in 401 invalid_credentials" each.
// Only when CONTRACT_COVERAGE names a folder.
const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.env.CONTRACT_COVERAGE;
mkdirSync(folder, { recursive: true });
const file = join(folder, `${process.pid}.txt`);
const noted = new Set();

function note(line) {
  if (noted.has(line)) return;
  noted.add(line);
  appendFileSync(file, `${line}\n`);
}

const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  // Only the service itself, not the pool or what a test puts in its place, names requests.
  if (response.headers.has('x-request-id')) {
    const { code = '' } = problem ? await response.clone().json() : {};
    note(`${init?.method ?? 'GET'} ${pathname} ${response.status} ${code}`.trim());
  }
  return response;
};
