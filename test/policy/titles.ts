import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');
const DECLARING = new Set(['it', 'test', 'describe']);

const known = new Map<string, string[]>();

/** Titles of a test file as its source spells them, with those of the modules beside it that declare tests for it. */
export function titlesOf(path: string): string[] {
  const titles = known.get(path) ?? readTitles(path);
  known.set(path, titles);
  return titles;
}

function readTitles(path: string): string[] {
  const file = join(root, path);
  if (!path.endsWith('.test.ts') || !existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const nearby = [...text.matchAll(/from '(\.[^']*)'/g)]
    .map((match) => join(dirname(file), `${match[1] ?? ''}.ts`))
    .filter((name) => existsSync(name));
  return [file, ...nearby].flatMap((name) => titlesIn(readFileSync(name, 'utf8')));
}

/** Titles that a text declares tests and groups of tests by. */
export function titlesIn(text: string): string[] {
  if (!/\b(it|test|describe)\b/.test(text)) return [];
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && DECLARING.has(calledBy(node.expression)))
      titles.push(...textsOf(node.arguments[0], source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** Whether a title is the one of a source, as it stands there or with its places filled in. */
export function isTitled(titles: readonly string[], title: string): boolean {
  return titles.some((of) => of === title || patternOf(of)?.test(title) === true);
}

/** `it.each(rows)(…)` is called by `it`. */
function calledBy(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return calledBy(node.expression);
  return '';
}

function textsOf(node: ts.Expression | undefined, source: ts.SourceFile): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.getText(source).slice(1, -1)];
  if (ts.isConditionalExpression(node))
    return [...textsOf(node.whenTrue, source), ...textsOf(node.whenFalse, source)];
  return [];
}

/** Titles that are nothing but places to fill in would fit every name: they have to be named as they stand. */
function patternOf(title: string): RegExp | undefined {
  const words = title.split(/%[a-z]|\$\{[^}]*\}|\$[\w.]+/);
  if (words.length < 2 || words.join('').trim().length < 8) return undefined;
  return new RegExp(`^${words.map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('.+')}$`);
}
