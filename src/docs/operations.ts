import { z } from 'zod';
import { auditEventSchema, FORBIDDEN_ACTION } from '../common/observability/audit-event';
import { type MetricRow, metricTable } from '../common/observability/metric-table';
import type { RouteFacts } from './routes';

/** The JSON Schema of audit events, with the actions of all routes. */
export function auditEventDocument(routes: readonly RouteFacts[]): object {
  const actions = [...new Set([...routes.flatMap(({ audited }) => audited ?? []), FORBIDDEN_ACTION])].sort();
  const described = auditEventSchema.extend({ action: z.enum(actions).describe('What was attempted') });
  return {
    title: 'Audit event of Gatehouse',
    description:
      'A line of the log with `"audit":true`. Written from src/common/observability/audit-event.ts.',
    ...z.toJSONSchema(described),
  };
}

/** The table of metrics, as Markdown. */
export function metricsTable(): string {
  const rows = Object.entries<MetricRow>(metricTable).map(
    ([name, { type, labels, help }]) => `| \`${name}\` | ${type} | ${labelsText(labels)} | ${help} |`,
  );
  return ['| Metric | Type | Labels | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function labelsText(labels: MetricRow['labels']): string {
  return Object.entries(labels)
    .map(([label, values]) =>
      'most' in values ? `\`${label}\`` : `\`${label}\`: ${values.map((value) => `\`${value}\``).join(' ')}`,
    )
    .join('; ');
}

/** The table of audited actions with the routes that write them, as Markdown. */
export function actionsTable(routes: readonly RouteFacts[]): string {
  const rows = routes
    .flatMap(({ audited, method, path }) =>
      audited === undefined ? [] : [`| \`${audited}\` | \`${method.toUpperCase()} ${path}\` |`],
    )
    .sort();
  const forbidden = `| \`${FORBIDDEN_ACTION}\` | any other, when the caller lacks the role |`;
  return ['| Action | Route |', '| --- | --- |', ...rows, forbidden].join('\n');
}
