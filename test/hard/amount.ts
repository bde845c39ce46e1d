/** Whether this run is the shortened one. */
export const short = process.env['HARD'] === 'short';

/**
 * How much of something a test does.
 *
 * @param full for the figures of `docs/security.md`
 * @param little enough to see that it works
 */
export const amount = (full: number, little: number): number => (short ? little : full);
