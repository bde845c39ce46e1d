/** What paired measurements say: whether one side takes longer, and how sure that is. */
export interface Verdict {
  /** Hodges-Lehmann estimate of the median difference: the median of all means of two differences. */
  readonly median: number;
  /** Two-sided p of Wilcoxon's signed-rank test: how likely such differences are where there is none. */
  readonly p: number;
}

/** Differences up to which all ways to give them signs are counted. */
const FEW = 40;

/** Wilcoxon's signed-rank test over paired differences: exact for few of them, else by the normal approximation. */
export function signedRank(differences: readonly number[]): Verdict {
  const told = differences.filter((difference) => difference !== 0);
  const ranks = ranksOf(told.map(Math.abs));
  const positive = ranks.reduce((sum, rank, at) => sum + ((told[at] ?? 0) > 0 ? rank : 0), 0);
  const distance = Math.abs(positive - sumOf(ranks) / 2);
  const p = told.length <= FEW ? exactly(ranks, distance) : nearly(ranks, distance);
  return { median: medianOf(means(differences)), p };
}

/** Share of all ways to give the ranks signs whose sum is at least so far from the middle. */
function exactly(ranks: readonly number[], distance: number): number {
  // Twice the ranks are whole numbers, also where values share one.
  let ways = [1];
  for (const rank of ranks) {
    const shift = Math.round(rank * 2);
    const next = new Array<number>(ways.length + shift).fill(0);
    for (const [sum, count] of ways.entries()) {
      next[sum] = (next[sum] ?? 0) + count;
      next[sum + shift] = (next[sum + shift] ?? 0) + count;
    }
    ways = next;
  }
  const middle = (ways.length - 1) / 2;
  const far = ways.filter((_, sum) => Math.abs(sum - middle) >= distance * 2);
  return sumOf(far) / 2 ** ranks.length;
}

/** The same with corrections for ties and continuity. */
function nearly(ranks: readonly number[], distance: number): number {
  const n = ranks.length;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(ranks);
  return Math.min(1, 2 * upperTail(Math.max(0, distance - 0.5) / Math.sqrt(variance)));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** Walsh averages: of each difference with itself and with each later one. */
function means(values: readonly number[]): number[] {
  return values.flatMap((one, at) => values.slice(at).map((other) => (one + other) / 2));
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((one, other) => one - other);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

function tieCorrection(ranks: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count ** 3 - count) / 48, 0);
}

/** Share of a normal distribution beyond `z` ≥ 0 (Abramowitz and Stegun, 26.2.17; exact to 7 digits). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const factors = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const series = factors.reduce((sum, factor) => (sum + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
