/** The repository's folder. */
export const root: string;
/** Names of the suites. */
export const names: readonly string[];
/** Paths of the files that run on their own. */
export const apart: readonly string[];
/** Paths of the files of a suite. */
export function filesOf(name: string): readonly string[];
