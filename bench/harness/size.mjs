import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** MiB on disk of a folder, without the packages inside of it. */
export function folderMiB(folder, keep = () => true) {
  return bytesOf(folder, keep) / 1024 / 1024;
}

/**
 * MiB on disk of packages and of everything that they bring along.
 *
 * @param names of packages
 * @param from folder that they are looked for from, upwards
 */
export function packagesMiB(names, from) {
  const folders = new Set();
  const visit = (name, near) => {
    const folder = findPackage(name, near);
    if (folder === undefined || folders.has(folder)) return;
    folders.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = manifest(folder);
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) visit(other, folder);
  };
  for (const name of names) visit(name, from);
  return [...folders].reduce((sum, folder) => sum + folderMiB(folder), 0);
}

function findPackage(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(from) === from ? undefined : findPackage(name, dirname(from));
}

function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** As `du` counts: whole blocks. */
function bytesOf(path, keep) {
  const stat = lstatSync(path);
  const own = stat.blocks * 512;
  if (!stat.isDirectory()) return own;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && keep(name))
    .reduce((sum, name) => sum + bytesOf(join(path, name), keep), own);
}
