// Holds what the tests were answered against openapi.json: every route must have succeeded in some test, and every failure that its
// document names must have been provoked. Reads the folder that test/support/record-answers.js has written to.
//
//   CONTRACT_COVERAGE=/tmp/answers npm test && node tools/contract-coverage.js /tmp/answers
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Failures that come from layers all routes share: each must be provoked on one route. */
const SHARED = new Set([
  ...['invalid_json', 'json_too_deep', 'payload_too_large', 'unsupported_media_type'],
  ...[
    'unauthorized',
    'token_revoked',
    'verification_keys_unavailable',
    'forbidden',
    'rate_limited',
    'internal_error',
  ],
  ...['upstream_refused', 'upstream_invalid_response', 'upstream_unavailable', 'upstream_throttled'],
  ...['upstream_timeout', 'service_misconfigured'],
]);

const exceptions = require('./contract-exceptions.json');
const document = JSON.parse(readFileSync(join(__dirname, '..', 'openapi.json'), 'utf8'));
const folder = process.argv[2];
const lines = new Set(
  readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')),
);

const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
  METHODS.filter((method) => method in operations).map((method) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    // The most literal path comes first, as in the router.
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    parameters: path.split('{').length,
    responses: operations[method].responses,
  })),
);
routes.sort((one, other) => one.parameters - other.parameters);

/** Answers by route: "success" or "status code". */
const seen = new Map(routes.map(({ name }) => [name, new Set()]));
for (const line of lines) {
  const [method, path, status, code] = line.split(' ');
  const route = routes.find((of) => of.method === method && of.pattern.test(path));
  if (route === undefined) continue;
  seen.get(route.name).add(Number(status) < 400 ? 'success' : `${status} ${code}`);
}

const missing = [];
const undocumented = [];
const shared = new Set();
for (const { name, responses } of routes) {
  const documented = Object.entries(responses).flatMap(([status, { content }]) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code) => `${status} ${code}`),
  );
  const answers = seen.get(name);
  if (!answers.has('success')) missing.push(`${name}: success`);
  for (const answer of documented) {
    const code = answer.split(' ')[1];
    if (SHARED.has(code) && answers.has(answer)) shared.add(code);
    if (!SHARED.has(code) && !answers.has(answer)) missing.push(`${name}: ${answer}`);
  }
  const anywhere = Object.keys(
    document.components.responses.NotRouted.content['application/problem+json'].examples,
  );
  for (const answer of answers) {
    const known =
      answer === 'success' || documented.includes(answer) || anywhere.includes(answer.split(' ')[1]);
    if (!known) undocumented.push(`${name}: ${answer}`);
  }
}
missing.push(...[...SHARED].filter((code) => !shared.has(code)).map((code) => `every route: ${code}`));

const unexplained = missing.filter((line) => !(line in exceptions));
const stale = Object.keys(exceptions).filter((line) => !missing.includes(line));
const list = (title, found) =>
  found.length === 0 ? '' : `${title}:\n${found.map((line) => `  ${line}\n`).join('')}`;
process.stdout.write(
  list('Documented and never provoked', unexplained) +
    list('Answered and not documented', undocumented) +
    list('No longer an exception', stale) +
    `${routes.length} routes, ${missing.length - Object.keys(exceptions).length + stale.length} gaps\n`,
);
if (unexplained.length + undocumented.length + stale.length > 0) process.exitCode = 1;
