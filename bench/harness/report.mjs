import { cpus } from 'node:os';
import { pinned } from './cores.mjs';

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `12`, `3.4` or `0.56`. */
export function short(number) {
  return number >= 100 ? Math.round(number).toString() : number.toPrecision(number >= 10 ? 3 : 2);
}

/** Prints a Markdown table. */
export function printTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const align = head.map((_, index) => (index === 0 ? '---' : '--:'));
  process.stdout.write(`${[head, align, ...rows].map(line).join('\n')}\n\n`);
}

/** Prints where the figures come from. */
export function printPlace() {
  const core = pinned ? 'the server on a core of its own, the load on the others' : 'cores shared';
  const [cpu] = cpus();
  process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}; ${core}.\n\n`);
}
