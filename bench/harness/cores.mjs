import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const pins = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Whether servers get the first core for themselves, and the load comes from the others. */
export const pinned = pins && availableParallelism() > 1;

/**
 * A command that runs on a server's core.
 *
 * @param core its number: the load is not kept off any but the first
 */
export function onServerCore(command, args, core = 0) {
  return pinned ? ['taskset', ['-c', String(core), command, ...args]] : [command, args];
}

/** A command that keeps off the server's core. */
export function onOtherCores(command, args) {
  const rest = `1-${availableParallelism() - 1}`;
  return pinned ? ['taskset', ['-c', rest, command, ...args]] : [command, args];
}
