import { median, printPlace, printTable, short } from './report.mjs';

/** What is printed of answers to requests: heads and names of figures. */
const ofRequests = { 'CPU µs/req': 'cpuMicros', 'req/s': 'perSecond', 'p50 ms': 'p50', 'p99 ms': 'p99' };

/**
 * Measures systems in turn, round by round, each in its place of the order, and prints medians and ratios.
 *
 * @param systems with a `name`
 * @param measure gives the figures of a system once: `perSecond`, `cpuMicros`, `p99`, or what `columns` name
 * @param columns names of figures by the heads that they are printed under
 * @param pairs which systems are compared, by which `figure` (`title` says what it is), and what was promised: a ratio of `bar` at most, or of
 *   `least`; `otherFigure` where the one is held against another figure of the other
 * @returns rows for the table of all benches
 */
export async function compare({ rounds, systems, measure, pairs, columns = ofRequests }) {
  const measured = new Map(systems.map((system) => [system, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Each begins in its turn: what the machine does besides falls on all of them.
    const first = round % systems.length;
    for (const system of [...systems.slice(first), ...systems.slice(0, first)]) {
      process.stderr.write(`round ${round + 1}: ${system.name}\n`);
      measured.get(system).push(await measure(system));
    }
  }
  printPlace();
  printFigures(systems, measured, columns);
  return printPairs(pairs, measured);
}

function printFigures(systems, measured, columns) {
  const of = (system, figure) => median(measured.get(system).map((result) => result[figure]));
  printTable(
    ['system', ...Object.keys(columns)],
    systems.map((system) => [
      system.name,
      ...Object.values(columns).map((figure) => short(of(system, figure))),
    ]),
  );
}

/** Ratios of rounds, since both of a round met the same machine; and the median of those. */
function printPairs(pairs, measured) {
  const rows = pairs.map((pair) => {
    const { of, with: other, figure = 'cpuMicros', otherFigure = figure, title = 'CPU time' } = pair;
    const ratios = measured
      .get(of)
      .map((result, round) => result[figure] / measured.get(other)[round][otherFigure]);
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    const row = { figure: `${title}, ${of.name}`, against: pair.against ?? other.name };
    return { ...row, ratio: median(ratios), range, bar: barOf(pair) };
  });
  printTable(
    ['figure', 'against', 'ratio', 'lowest to highest', 'bar'],
    rows.map(({ figure, against, ratio, range, bar }) => [figure, against, ratio.toFixed(3), range, bar]),
  );
  return rows;
}

function barOf({ bar, least }) {
  if (least !== undefined) return `≥ ${exact(least)}`;
  return bar === undefined ? '' : `≤ ${exact(bar)}`;
}

/** `1.02`, and not `1.0`: what is promised is not rounded. */
const exact = (number) => String(Number(number.toFixed(2)));
