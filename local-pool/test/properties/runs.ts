/** `PROPERTY_RUNS=1000` looks longer, each time elsewhere; `PROPERTY_SEED` comes back to what a failure has printed. */
const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;

/** In the suite always the same, so that it fails for whoever broke something, and for nobody else. */
export const seed =
  PROPERTY_SEED === undefined
    ? PROPERTY_RUNS === undefined
      ? 20_260_101
      : Date.now() | 0
    : Number(PROPERTY_SEED);

/** @param usual how many runs the suite has time for */
export function runsOf(usual: number): number {
  return PROPERTY_RUNS === undefined ? usual : Number(PROPERTY_RUNS);
}
