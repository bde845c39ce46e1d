export function ignoreFaults(text: string): string[];
/** Whether a file, by its path from the folder of the Dockerfile, goes to the builder. */
export function lets(text: string, path: string): boolean;
