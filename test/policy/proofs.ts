import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTitled, titlesOf } from './titles';

const root = join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** Requirements in each section of OWASP ASVS 5.0.0. */
const SECTIONS: Readonly<Record<string, readonly number[]>> = {
  V1: [2, 10, 12, 3, 3],
  V2: [3, 3, 5, 2],
  V3: [1, 3, 5, 8, 8, 1, 5],
  V4: [5, 5, 2, 4],
  V5: [1, 6, 3, 3],
  V6: [3, 12, 8, 6, 8, 4, 2, 4],
  V7: [3, 4, 2, 5, 3, 2],
  V8: [4, 4, 3, 2],
  V9: [3, 4],
  V10: [2, 3, 5, 16, 5, 2, 3],
  V11: [4, 5, 5, 4, 2, 2, 2],
  V12: [5, 2, 5],
  V13: [4, 6, 4, 7],
  V14: [2, 8, 3],
  V15: [5, 5, 7, 4],
  V16: [1, 5, 4, 3, 4],
  V17: [2, 8, 2],
};

/** Every requirement of the standard, as the page writes it: `V9.1.2`. */
export const requirements: readonly string[] = Object.entries(SECTIONS).flatMap(([chapter, sections]) =>
  sections.flatMap((count, section) =>
    Array.from({ length: count }, (_, index) => `${chapter}.${section + 1}.${index + 1}`),
  ),
);

/** A row of a table of the page. */
export interface Row {
  /** What the heading of the second column says. */
  readonly kind: string;
  readonly cells: readonly string[];
}

/** The rows of all tables of a page. */
export function rowsOf(page: string): Row[] {
  let kind = '';
  const rows: Row[] = [];
  const lines = page.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('|') || /^\|[\s|:-]+\|$/.test(line)) continue;
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    if (/^\|[\s|:-]+\|$/.test(lines[index + 1] ?? '')) kind = cells[1] ?? '';
    else rows.push({ kind, cells });
  }
  return rows;
}

/** Requirements that a text names, each of a range too: `V1.2.6–V1.2.9`. */
export function requirementsIn(text: string): string[] {
  return [...text.matchAll(/V(\d+\.\d+\.)(\d+)(?:–V\1(\d+))?/g)].flatMap(([, section = '', first, last]) => {
    const from = Number(first);
    return Array.from(
      { length: Number(last ?? first) - from + 1 },
      (_, index) => `V${section}${from + index}`,
    );
  });
}

/** What is wrong with a row that names proofs; empty when nothing is. */
export function faultsOf({ cells }: Row): string[] {
  const [what = '', proofs = '', command = '', reached = ''] = cells;
  const named = codesIn(proofs);
  return [
    ...(cells.length === 4 ? [] : [`${what}: has ${cells.length} cells`]),
    ...(named.length > 0 ? [] : [`${what}: names no test`]),
    ...named.flatMap(proofFaults),
    ...(codesIn(command).length > 0 ? [] : [`${what}: names no command`]),
    ...codesIn(command).flatMap(commandFaults),
    ...(reached === '' ? [`${what}: says nothing of what is reached`] : []),
  ];
}

/** `file › title`, also with the groups around it: `file › group › title`. */
function proofFaults(proof: string): string[] {
  const [path = '', ...titles] = proof.split(' › ');
  if (!path.endsWith('.test.ts') || titles.length === 0) return [`no test is named by: ${proof}`];
  const known = titlesOf(path);
  if (known.length === 0) return [`no such test file: ${path}`];
  return titles.filter((title) => !isTitled(known, title)).map((title) => `${path} has no test: ${title}`);
}

/** Scripts of the package, tools of the repository, and what npm itself does. */
function commandFaults(command: string): string[] {
  const words = command.split(' ').filter((word) => !/^[A-Z_]+=/.test(word));
  const [program = '', action = '', script = ''] = words;
  const known =
    program === 'npm'
      ? (action === 'run' && script in scripts) ||
        (action in scripts && ['test', 'start'].includes(action)) ||
        ['sbom', 'audit'].includes(action)
      : (program === 'node' && existsSync(join(root, action))) || (program === '.ci/run' && action === '');
  const lost = words
    .slice(program === 'node' ? 2 : 1)
    .filter((word) => /^(test|src|tools|local-pool)\//.test(word) && !existsSync(join(root, word)));
  return [...(known ? [] : [`unknown command: ${command}`]), ...lost.map((path) => `no such path: ${path}`)];
}

const codesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
