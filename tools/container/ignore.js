// The rules of .dockerignore, and what it lets through.

const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A pattern as Docker reads it: `*` within a name, `**` over folders; a folder stands for all that is in it. */
function expressionOf(pattern) {
  const body = pattern
    .replace(/^\/|\/$/g, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(
      /\*\*\/|\*\*|\*|\?/g,
      (wild) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[wild],
    );
  return new RegExp(`^${body}(?:/.*)?$`);
}

/** Whether a file, by its path from the folder of the Dockerfile, goes to the builder: the last line that fits decides. */
function lets(text, path) {
  let through = true;
  for (const line of linesOf(text)) {
    const allows = line.startsWith('!');
    if (expressionOf(allows ? line.slice(1) : line).test(path)) through = allows;
  }
  return through;
}

/** What must never go there. */
const NEVER = [
  ...['.git/config', '.env', '.env.production', 'src/.env', 'secrets/session_secret', '.local-pool/journal'],
  ...['node_modules/x/index.js', 'dist/src/main.js', 'test/support/gatehouse.ts', 'src/cognito/pace.test.ts'],
  ...['local-pool/test/support.ts', 'src/tls.key', 'src/tls.pem', 'npm-debug.log', '.npmrc', 'coverage/x'],
];
const NEEDED = [
  'package.json',
  'package-lock.json',
  'tsconfig.build.json',
  'src/main.ts',
  'local-pool/start.ts',
];

/** What breaks a rule, in words. */
function ignoreFaults(text) {
  return [
    ...(linesOf(text)[0] === '*' ? [] : ['must keep everything out first, and then let some in']),
    ...NEVER.filter((path) => lets(text, path)).map((path) => `must keep ${path} out`),
    ...NEEDED.filter((path) => !lets(text, path)).map((path) => `must let ${path} in`),
  ];
}

module.exports = { ignoreFaults, lets };
