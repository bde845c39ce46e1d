import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from './options';

const stateSchema = z.strictObject({
  /** What the run was begun with: another one needs another folder. */
  purpose: z.string(),
  /** People without a row in any file. */
  invalid: z.number(),
  jobs: z.array(
    z.strictObject({
      file: z.string(),
      rows: z.number(),
      /** Of the newest job that was made of the file and has it. */
      id: z.string().optional(),
      /** Whether what became of its rows is in the report. */
      reported: z.boolean().default(false),
    }),
  ),
});

/** How far a run is. */
export type MigrationState = z.infer<typeof stateSchema>;

/** A file of rows, and the job that imports it. */
export type MigrationJob = MigrationState['jobs'][number];

const FILE = 'state.json';

/** The folder of a run, which people can be known by: nobody else may look into it. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * How far the run in a folder is; undefined before its files were all written.
 *
 * @throws UsageError for a folder of another run
 */
export async function readState(folder: string, purpose: string): Promise<MigrationState | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = stateSchema.parse(JSON.parse(text));
  if (state.purpose !== purpose)
    throw new UsageError(
      `${folder} belongs to another run: name another --folder, or repeat the same options`,
    );
  return state;
}

/** Writes how far the run is: whole or not at all, whatever ends the process or the machine meanwhile. */
export async function writeState(folder: string, state: MigrationState): Promise<void> {
  const file = join(folder, FILE);
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(state, undefined, 2));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
