/** `PROPERTY_RUNS=1000` looks longer, each time elsewhere; `PROPERTY_SEED` comes back to what a failure has printed. */
const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;
/** In the suite always the same, so that it fails for whoever broke something, and for nobody else. */
const usualSeed = 20_260_101;
/** In ms, for one run on a machine that is busy. */
const slowRun = 1000;

/**
 * How a property is checked. It ends when the time is up, finding the smallest failure included.
 *
 * @param usual how many runs the suite has time for
 */
export function settings(usual: number): { seed: number; numRuns: number; interruptAfterTimeLimit: number } {
  const elsewhere = PROPERTY_RUNS === undefined ? usualSeed : Date.now() | 0;
  return {
    seed: PROPERTY_SEED === undefined ? elsewhere : Number(PROPERTY_SEED),
    numRuns: runs(usual),
    interruptAfterTimeLimit: runs(usual) * slowRun,
  };
}

/** In ms: a little longer than the property takes at most. */
export function longest(usual: number): number {
  return runs(usual) * slowRun + 30_000;
}

function runs(usual: number): number {
  return PROPERTY_RUNS === undefined ? usual : Number(PROPERTY_RUNS);
}
