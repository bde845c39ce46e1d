import { readFileSync, statSync } from 'node:fs';

/** Settings that may be the content of a file: `SESSION_SECRET_FILE` names the one that holds `SESSION_SECRET`. */
const FROM_FILES = [
  'COGNITO_CLIENT_SECRET',
  'SESSION_SECRET',
  'REDIS_URL',
  'CAPTCHA_SECRET',
  'LEGACY_SECRET',
  'LEGACY_DATABASE_URL',
  'LEGACY_QUERY',
  'LOCAL_ADMIN_PASSWORD',
] as const;

/** More is no secret of ours, but a file that was named by mistake. */
const MOST_BYTES = 4096;

/** What the files say, and what is wrong with them. */
export interface SecretFiles {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

/**
 * Reads secrets that are handed over as files, as Docker and Kubernetes do: the environment of a process is seen by more people than
 * a file is. One line end at the end belongs to the file and not to the secret.
 */
export function readSecretFiles(given: Readonly<Record<string, string>>): SecretFiles {
  const values: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of FROM_FILES) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    if (given[name] !== undefined) {
      faults.push(`${name}_FILE: must not be set together with ${name}`);
      continue;
    }
    try {
      values[name] = contentOf(file);
    } catch (error) {
      faults.push(`${name}_FILE: ${reasonOf(error)}`);
    }
  }
  return { values, faults };
}

function contentOf(file: string): string {
  const stats = statSync(file);
  // Pipes and devices may never end.
  const text =
    stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(file, 'utf8').replace(/\r?\n$/, '') : '';
  if (text === '') throw new Error('must name a file that holds the secret and nothing else');
  return text;
}

/** Messages of the file system repeat the path. */
function reasonOf(error: unknown): string {
  const { code } = error as { readonly code?: string };
  if (code !== undefined) return `the file cannot be read (${code})`;
  return (error as Error).message;
}
