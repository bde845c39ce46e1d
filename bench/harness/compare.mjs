import { median, printPlace, printTable, short } from './report.mjs';

/**
 * Measures systems in turn, round by round, each in its place of the order, and prints medians and ratios.
 *
 * @param systems with a `name`
 * @param measure gives the figures of a system once: `perSecond`, `cpuMicros`, `p99`
 * @param pairs which systems are compared by CPU time, and what was promised
 */
export async function compare({ rounds, systems, measure, pairs }) {
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
  printFigures(systems, measured);
  printPairs(pairs, measured);
}

function printFigures(systems, measured) {
  const of = (system, figure) => median(measured.get(system).map((result) => result[figure]));
  printTable(
    ['system', 'CPU µs/req', 'req/s', 'p50 ms', 'p99 ms'],
    systems.map((system) => [
      system.name,
      ...['cpuMicros', 'perSecond', 'p50', 'p99'].map((figure) => short(of(system, figure))),
    ]),
  );
}

/** Ratios of rounds, since both of a round met the same machine; and the median of those. */
function printPairs(pairs, measured) {
  printTable(
    ['CPU time of', 'against', 'ratio', 'lowest to highest', 'bar'],
    pairs.map(({ of, with: other, bar }) => {
      const ratios = measured
        .get(of)
        .map(({ cpuMicros }, round) => cpuMicros / measured.get(other)[round].cpuMicros);
      const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      return [
        of.name,
        other.name,
        median(ratios).toFixed(3),
        range,
        bar === undefined ? '' : `≤ ${short(bar)}`,
      ];
    }),
  );
}
