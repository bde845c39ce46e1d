import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LabelBounds } from './label-bounds';
import { type LabelsOf, type MetricName, type MetricRow, metricTable, type NameOf } from './metric-table';

type Labels = Readonly<Record<string, string>>;

/** The current value of a gauge; undefined when there is none to show. */
export type Reading = () => number | undefined;

/**
 * What is counted, by the rows of `metric-table.ts`. One for each application, as a process may hold several. Switched off, every
 * method returns at once, so that callers need not ask.
 *
 * ```ts
 * metrics.count('gatehouse_limit_hits_total', { limit: 'sign-in', by: 'ip' });
 * metrics.observe('gatehouse_upstream_call_duration_seconds', { operation: 'GetUser' }, 0.12);
 * metrics.watch('gatehouse_redis_up', {}, () => (this.up ? 1 : 0));
 * ```
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly bounds = new LabelBounds();
  private readonly counters = new Map<string, Counter>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly readings = new Map<string, { labels: Labels; read: Reading }[]>();

  /** @param on whether anything is kept */
  constructor(readonly on: boolean) {
    if (!on) return;
    collectDefaultMetrics({ register: this.registry });
    for (const [name, row] of Object.entries<MetricRow>(metricTable)) this.register(name as MetricName, row);
  }

  /**
   * Adds to a counter.
   *
   * @param by how many happened at once
   */
  count<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by = 1): void {
    this.counters.get(name)?.inc(this.bounds.within(name, labels), by);
  }

  /** Adds a duration, in seconds, to a histogram. */
  observe<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, seconds: number): void {
    this.histograms.get(name)?.observe(this.bounds.within(name, labels), seconds);
  }

  /** Has a gauge read whenever metrics are asked for: whoever holds the value need not report its changes. */
  watch<Name extends NameOf<'gauge'>>(name: Name, labels: LabelsOf<Name>, read: Reading): void {
    this.readings.get(name)?.push({ labels: this.bounds.within(name, labels), read });
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Media type of `text()`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  private register(name: MetricName, row: MetricRow): void {
    const labelNames = Object.keys(row.labels);
    const options = { name, help: row.help, labelNames, registers: [this.registry] };
    if (row.type === 'gauge') this.registerGauge(options);
    if (row.type === 'histogram') {
      this.histograms.set(name, new Histogram({ ...options, buckets: [...(row.buckets ?? [])] }));
    }
    if (row.type === 'counter') {
      const counter = new Counter(options);
      // Counters begin at 0, not with their first event, which `rate()` and `increase()` would not see.
      for (const labels of this.bounds.combinations(name)) counter.inc(labels, 0);
      this.counters.set(name, counter);
    }
  }

  private registerGauge(options: {
    name: string;
    help: string;
    labelNames: string[];
    registers: Registry[];
  }) {
    const readings: { labels: Labels; read: Reading }[] = [];
    this.readings.set(options.name, readings);
    new Gauge({
      ...options,
      collect() {
        this.reset();
        if (options.labelNames.length === 0) this.remove();
        for (const { labels, read } of readings) {
          const value = read();
          if (value !== undefined) this.set(labels, value);
        }
      },
    });
  }
}
