import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes the folder for this process, so that two pools never write one journal. A lock left behind by a process that is gone
 * is taken over.
 *
 * @returns gives the folder back
 * @throws Error when another live process (or another store of this one) holds it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const content = `${process.pid} ${startedAt(process.pid)}\n`;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (claim(path, content)) {
      return () => {
        if (read(path) === content) rmSync(path, { force: true });
      };
    }
    const holder = read(path);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw new Error(`${folder} is in use by process ${holder.split(' ')[0] ?? '?'}`);
    setAside(path, holder);
  }
  throw new Error(`${folder} could not be locked`);
}

/** Makes the lock appear with its content in one step: link(2) fails when the name is taken. */
function claim(path: string, content: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves a dead process's lock out of the way. Two processes may find the same stale lock: the slower one could move the lock
 * that the quicker one has just made, so what was moved is looked at and put back if it is not the stale one.
 */
function setAside(path: string, stale: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(holder: string): boolean {
  const [pid, started] = holder.trim().split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startedAt(number);
  return started === undefined || started === '-' || now === '-' || started === now;
}

/**
 * When the process began, in the kernel's ticks. A process number alone is not enough: in a container the pool has the same
 * number after every restart. `-` where there is no /proc.
 */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}
