import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The tests, and what of the sandbox is loaded anew for each mutant. */
const TESTS = 'test/hostile-tokens/mutants.ts';
const FRESH = ['src/common/access', 'test'];

const require = createRequire(join(process.cwd(), 'package.json'));
const { transformSync } = require('@swc/core');
// The parts that Jest is made of.
const circus = require('jest-circus');
const { jestExpect } = require('@jest/expect');
const { fn, spyOn } = require('jest-mock');
const swc = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), swcrc: false, sourceMaps: false };

/** Compiled sources by their digest. */
const compiled = new Map();
require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const digest = createHash('sha1').update(filename).update(source).digest('hex');
  if (!compiled.has(digest)) compiled.set(digest, transformSync(source, { ...swc, filename }).code);
  module._compile(compiled.get(digest), filename);
};

const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
Object.assign(globalThis, { describe, it, test, beforeAll, beforeEach, afterAll, afterEach });
Object.assign(globalThis, { expect: jestExpect, jest: { fn, spyOn } });

const nameOf = (entry) => {
  const names = [];
  for (let at = entry; at.parent !== undefined; at = at.parent) names.unshift(at.name);
  return names.join(' ');
};
const testsIn = ({ children }) =>
  children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));

/**
 * Runs the tests of the guard in the process that Stryker has started, with Jest's own runner of tests. Jest itself takes seconds to
 * begin, which is too long for some hundred mutants; here only the guard and its tests are loaded again.
 */
class InProcessRunner {
  /** What Stryker's instrumented sources look at. */
  #stryker = (globalThis.__stryker__ ??= {});

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    Object.assign(this.#stryker, { activeMutant: undefined, currentTestId: undefined });
    this.#stryker.mutantCoverage = { static: {}, perTest: {} };
    const results = await this.#runTests(() => true, false);
    return {
      status: 'complete',
      mutantCoverage: this.#stryker.mutantCoverage,
      tests: results.map(({ id, failure, ms }) => ({
        ...{ id, name: id, timeSpentMs: ms },
        ...(failure === undefined ? { status: 0 } : { status: 1, failureMessage: failure }),
      })),
    };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    Object.assign(this.#stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const wanted = new Set(testFilter);
    const results = await this.#runTests((id) => testFilter === undefined || wanted.has(id), true);
    if (hitLimit !== undefined && this.#stryker.hitCount > hitLimit) return { status: 'timeout' };
    const killers = results.filter(({ failure }) => failure !== undefined);
    const [killer] = killers;
    return killer === undefined
      ? { status: 'survived', nrOfTests: results.length }
      : {
          status: 'killed',
          killedBy: [killer.id],
          failureMessage: killer.failure,
          nrOfTests: results.length,
        };
  }

  /** @returns what became of each test that was run; with `bail`, none is run after the first that fails */
  async #runTests(isWanted, bail) {
    circus.resetState();
    const results = [];
    const handler = (event) => {
      if (event.name === 'run_start') {
        for (const entry of testsIn(circus.getState().rootDescribeBlock)) {
          if (!isWanted(nameOf(entry))) entry.mode = 'skip';
        }
      }
      if (event.name === 'test_started') this.#stryker.currentTestId = nameOf(event.test);
      if (event.name !== 'test_done') return;
      this.#stryker.currentTestId = undefined;
      const { test: entry } = event;
      const failure = entry.errors[0] === undefined ? undefined : String(entry.errors[0].flat()[0]?.message);
      results.push({ id: nameOf(entry), failure, ms: entry.duration ?? 0 });
      if (!bail || failure === undefined) return;
      for (const other of testsIn(circus.getState().rootDescribeBlock)) {
        if ((other.startedAt ?? null) === null) other.mode = 'skip';
      }
    };
    circus.addEventHandler(handler);
    try {
      // The working directory is that of the sandbox by now.
      const folders = FRESH.map((folder) => join(process.cwd(), folder) + sep);
      for (const file of Object.keys(require.cache)) {
        if (folders.some((folder) => file.startsWith(folder))) Reflect.deleteProperty(require.cache, file);
      }
      require(join(process.cwd(), TESTS));
      const { unhandledErrors } = await circus.run();
      if (unhandledErrors.length > 0)
        results.push({ id: 'no test', failure: String(unhandledErrors[0]), ms: 0 });
    } catch (error) {
      // A mutant that cannot even be loaded.
      results.push({ id: 'no test', failure: String(error), ms: 0 });
    } finally {
      circus.removeEventHandler(handler);
    }
    return results;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
