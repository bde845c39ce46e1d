import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as ts from 'typescript';

const root = join(__dirname, '..', '..');
const run = promisify(execFile);

/** Parsed files, which the programs of one run share. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** The client as `npm pack` packs it, installed into folders of apps that know nothing of this repository. */
export class Packed {
  private constructor(
    private readonly folder: string,
    private readonly source: string,
    /** Names of the packed files. */
    readonly files: readonly string[],
  ) {}

  /** Builds the package from a copy of its sources. */
  static async make(): Promise<Packed> {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-client-'));
    try {
      const source = join(folder, 'build', 'client');
      await build(source);
      const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
        cwd: source,
      });
      const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
      return new Packed(folder, source, packed?.files.map(({ path }) => path) ?? []);
    } catch (error) {
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  read(file: string): Promise<string> {
    return readFile(join(this.source, file), 'utf8');
  }

  /**
   * Makes an app with the packed files installed, and nothing else but what is named.
   *
   * @param files further files of the app, by their path
   * @param peers packages of this repository to install besides
   */
  async app(name: string, files: Record<string, string> = {}, peers: readonly string[] = []): Promise<App> {
    const home = join(this.folder, 'apps', name);
    const modules = join(home, 'node_modules');
    for (const file of this.files) {
      await cp(join(this.source, file), join(modules, 'gatehouse-client', file));
    }
    for (const peer of peers) await symlink(join(root, 'node_modules', peer), join(modules, peer), 'dir');
    for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text);
    }
    return new App(home);
  }

  async remove(): Promise<void> {
    parsed.clear();
    await rm(this.folder, { recursive: true });
  }
}

/** An app of its own. */
export class App {
  constructor(private readonly home: string) {}

  /** Runs a module in a Node process, which prints JSON. */
  async run(script: string, variables: Record<string, string> = {}): Promise<unknown> {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: this.home,
      env: { PATH: process.env['PATH'], ...variables },
    });
    return JSON.parse(stdout) as unknown;
  }

  /** What the compiler says of some files. */
  check(files: readonly string[], options: ts.CompilerOptions): string[] {
    const strict: ts.CompilerOptions = {
      ...{ strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: [], skipDefaultLibCheck: true },
      ...{ exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true },
    };
    const paths = files.map((file) => join(this.home, file));
    return faultsOf(programOf(paths, { ...strict, ...options }));
  }
}

/** Copies the sources and builds them there. Whether they hold, the build of the repository tells. */
async function build(folder: string): Promise<void> {
  await cp(join(root, 'client'), folder, {
    recursive: true,
    filter: (path) => !/client[\\/](dist|node_modules)$/.test(path),
  });
  // Beside the apps, not above them: what they have not installed they must not find.
  await symlink(join(root, 'node_modules'), join(dirname(folder), 'node_modules'), 'dir');
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  programOf(fileNames, { ...options, noCheck: true }).emit();
}

function programOf(files: readonly string[], options: ts.CompilerOptions): ts.Program {
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, onError) => {
    const key = JSON.stringify([name, version]);
    if (!parsed.has(key)) parsed.set(key, parse(name, version, onError));
    return parsed.get(key);
  };
  return ts.createProgram(files, options, host);
}

function faultsOf(program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
