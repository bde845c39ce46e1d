/** @param compose what the file says, parsed */
export function composeFaults(compose: unknown): string[];
