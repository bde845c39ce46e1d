import { basename, join } from 'node:path';
import { filesOf, root } from './plan';

/*
 * Jest loads every module anew for each test file, and two of three files here load the whole application: more than half a second
 * each. So the files of a suite are loaded into one, each in a `describe` of its own, which keeps their hooks apart.
 */
const suite = basename(expect.getState().testPath ?? '', '.suite.ts');

describe.each(filesOf(suite))('%s', (file) => {
  // A `describe` cannot wait for an import().
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(join(root, file));
});
