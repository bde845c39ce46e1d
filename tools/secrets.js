// Looks for secrets in every tracked file and in everything that was ever committed: node tools/secrets.js
const { execFileSync, spawn } = require('node:child_process');
const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { secretsIn } = require('./secrets/scan.js');

const root = join(__dirname, '..');

/** Files that hold nothing but secrets. */
const BY_NAME =
  /(?:^|\/)(?:\.env|\.netrc|\.pgpass|id_(?:rsa|ed25519|ecdsa)|credentials|.*\.(?:pem|key|p12|pfx|jks|kdbx))$/;

function inFiles() {
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return names
    .split('\0')
    .filter((name) => name !== '' && statSync(join(root, name), { throwIfNoEntry: false })?.isFile())
    .flatMap((name) => [
      ...(BY_NAME.test(name) ? [{ where: name, line: 0, what: 'a file for secrets', digest: '-' }] : []),
      ...secretsIn(readFileSync(join(root, name), 'utf8'), name),
    ]);
}

/** What every commit of every branch added, and its message. */
async function inHistory() {
  const log = spawn(
    'git',
    ['log', '--all', '--no-color', '--no-ext-diff', '--patch', '--unified=0', '--diff-merges=first-parent'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => log.on('close', resolve));
  const found = [];
  let commit = '';
  let file = '';
  for await (const line of createInterface({ input: log.stdout })) {
    if (line.startsWith('commit ')) [commit, file] = [line.slice(7, 19), 'message'];
    else if (line.startsWith('+++ ')) file = line.slice(6);
    else if (line.startsWith('+') || file === 'message') found.push(...secretsIn(line, `${commit}:${file}`));
  }
  if ((await ended) !== 0) throw new Error('git log failed');
  return found;
}

async function main() {
  const found = [...inFiles(), ...(await inHistory())];
  // The value is not printed: what this prints is read by more people than the repository.
  for (const { where, line, what, digest } of found)
    process.stderr.write(`${where}:${line}: ${what} (${digest})\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

void main();
