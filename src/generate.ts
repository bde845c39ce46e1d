import { z } from 'zod';
import { createApp } from './app';
import { environmentSchema } from './common/config/environment';
import { loadEnvironment } from './common/config/load-environment';
import { type ErrorCode, errorRow, errorTable } from './common/errors/error-table';
import { buildDocument } from './docs/document';
import { actionsTable, auditEventDocument, metricsTable } from './docs/operations';
import { type RouteFacts, routesOf } from './docs/routes';

/** The module that the README shows; a test compiles and calls it. */
const EXAMPLE = 'examples/greetings/greetings.module.ts';

/**
 * Every generated file with its content.
 *
 * @param read reads a file of the repository, for files in which only a part is generated
 */
export async function generatedFiles(read: (name: string) => string): Promise<Record<string, string>> {
  // Documents do not depend on a pool: nothing is called while they are made.
  const app = await createApp(
    loadEnvironment({
      COGNITO_USER_POOL_ID: 'us-east-1_Documents',
      COGNITO_CLIENT_ID: 'documents',
      LOG_LEVEL: 'silent',
    }),
  );
  const files = {
    'openapi.json': json(await buildDocument(app)),
    'docs/audit-event.schema.json': json(auditEventDocument(routesOf(app))),
    'docs/operations.md': operationsPage(read, routesOf(app)),
    'docs/errors.md': errorsFile(),
    '.env.example': environmentExample(),
    'README.md': readme(read),
  };
  await app.close();
  return files;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function operationsPage(read: (name: string) => string, routes: RouteFacts[]): string {
  const withMetrics = between(read('docs/operations.md'), 'metrics', metricsTable());
  return between(withMetrics, 'actions', actionsTable(routes));
}

function readme(read: (name: string) => string): string {
  // A module of the reader's own lives two folders higher than the example.
  const source = read(EXAMPLE).replaceAll('../../src/', '../');
  const withTable = between(read('README.md'), 'environment', environmentTable());
  return between(withTable, 'example', `\`\`\`ts\n${source}\`\`\``);
}

function errorsFile(): string {
  const rows = (Object.keys(errorTable) as ErrorCode[]).map((code) => {
    const { status, title, meaning, action, audience = 'Every caller.' } = errorRow(code);
    return `## \`${code}\`\n\n${status} · ${title}\n\n${meaning}\n\nWhat to do: ${action}\n\nSeen by: ${audience}\n`;
  });
  return [
    '# Errors',
    '',
    'Every failure is an RFC 9457 problem document with one of these codes. This page is written from `src/common/errors/error-table.ts`;',
    'a running service answers the same at `GET /errors` and `GET /errors/:code`.',
    '',
    ...rows,
  ].join('\n');
}

interface Setting {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly description: string;
}

function settings(): Setting[] {
  return Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const fallback = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : undefined;
    return { name, fallback, description: schema.description ?? '' };
  });
}

function environmentExample(): string {
  const lines = settings().map(
    ({ name, fallback, description }) => `# ${description}\n# ${name}=${fallback ?? ''}\n`,
  );
  return `# Every setting with its default. Nothing is needed to start with the embedded pool.\n\n${lines.join('\n')}`;
}

function environmentTable(): string {
  const rows = settings().map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
  );
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Replaces what stands between the two marks of a generated part. */
function between(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the marks of "${name}" are missing`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
