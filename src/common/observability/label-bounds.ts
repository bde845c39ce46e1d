import { type MetricName, type MetricRow, metricTable } from './metric-table';

type Labels = Readonly<Record<string, string>>;

/** What is counted for a value that does not fit. */
const OTHER = 'other';

/** Keeps the values of labels within what the table allows, whoever chose them. */
export class LabelBounds {
  /** Values in use, by metric and label; all of them where the table has a list. */
  private readonly known = new Map<string, ReadonlyMap<string, { values: Set<string>; room: number }>>();

  constructor() {
    for (const [name, { labels }] of Object.entries<MetricRow>(metricTable)) {
      const bounds = Object.entries(labels).map(([label, allowed]) =>
        'most' in allowed
          ? ([label, { values: new Set<string>(), room: allowed.most }] as const)
          : ([label, { values: new Set(allowed), room: 0 }] as const),
      );
      this.known.set(name, new Map(bounds));
    }
  }

  /** The labels, with `other` in place of values that are not allowed or for which there is no room left. */
  within(name: MetricName, labels: Labels): Labels {
    let fitting = labels;
    for (const [label, bound] of this.known.get(name) ?? []) {
      const value = labels[label] ?? OTHER;
      if (bound.values.has(value)) continue;
      if (bound.values.size < bound.room) bound.values.add(value);
      else fitting = { ...fitting, [label]: OTHER };
    }
    return fitting;
  }

  /** Every combination of values, where all are known beforehand; else none. */
  combinations(name: MetricName): Labels[] {
    const labels = Object.entries((metricTable[name] as MetricRow).labels);
    if (labels.some(([, allowed]) => 'most' in allowed)) return [];
    return labels.reduce<Labels[]>(
      (made, [label, allowed]) =>
        made.flatMap((one) => (allowed as readonly string[]).map((value) => ({ ...one, [label]: value }))),
      [{}],
    );
  }
}
