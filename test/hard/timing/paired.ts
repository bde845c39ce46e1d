/** What paired measurements say: whether one side takes longer, and how sure that is. */
export interface Verdict {
  /** Hodges-Lehmann estimate of the median difference: the median of all means of two differences. */
  readonly median: number;
  /** Two-sided p of Wilcoxon's signed-rank test: how likely such differences are where there is none. */
  readonly p: number;
}

/** Wilcoxon's signed-rank test over paired differences, by the normal approximation with corrections for ties and continuity. */
export function signedRank(differences: readonly number[]): Verdict {
  const told = differences.filter((difference) => difference !== 0);
  const ranks = ranksOf(told.map(Math.abs));
  const n = told.length;
  const positive = ranks.reduce((sum, rank, at) => sum + ((told[at] ?? 0) > 0 ? rank : 0), 0);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(ranks);
  const distance = Math.max(0, Math.abs(positive - (n * (n + 1)) / 4) - 0.5);
  const p = n === 0 ? 1 : 2 * upperTail(distance / Math.sqrt(variance));
  return { median: medianOf(means(differences)), p: Math.min(1, p) };
}

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
