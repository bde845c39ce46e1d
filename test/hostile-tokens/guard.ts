import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { transformSync } from '@swc/core';
import type * as accessGuard from '../../src/common/access/access.guard';
import type * as jwtStrategy from '../../src/common/access/jwt.strategy';
import type * as keySet from '../../src/common/access/key-set';
import { CLIENT_ID, ISSUER } from './mint';

/** Says whether a request with these header lines, names and values in turn, is let in. */
export type Guard = (rawHeaders: string[]) => Promise<boolean>;

/** A change of one source of the guard, by its exact text. */
export interface Plant {
  /** In `src/common/access`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const requireHere = createRequire(__filename);
const FOLDER = join(__dirname, '../../src/common/access');
const SWC = JSON.parse(readFileSync(join(__dirname, '../../.swcrc'), 'utf8')) as object;

/** Compiled sources without changes. */
const compiled = new Map<string, string>();

function compile(file: string, source: string): string {
  return transformSync(source, { ...SWC, swcrc: false, sourceMaps: false, filename: join(FOLDER, file) })
    .code;
}

function codeOf(file: string, plants: readonly Plant[]): string {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  const here = plants.filter((plant) => plant.file === file);
  if (here.length > 0) return compile(file, here.reduce(planted, source));
  const code = compiled.get(file) ?? compile(file, source);
  compiled.set(file, code);
  return code;
}

function planted(source: string, { file, from, to }: Plant): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
  return source.replace(from, () => to);
}

/** The modules of the guard, with changes, apart from those that the rest of the process has loaded. */
function loader(plants: readonly Plant[]): (file: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    loaded.set(file, module);
    const requireFrom = (id: string): unknown => {
      if (id.startsWith('./')) return load(`${id.slice(2)}.ts`);
      return requireHere(id.startsWith('.') ? join(FOLDER, id) : id) as unknown;
    };
    // The sources are our own, and this is how Node itself runs a CommonJS module.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('require', 'module', 'exports', codeOf(file, plants));
    run(requireFrom, module, module.exports);
    return module.exports;
  };
  return load;
}

/** The handler of a route for anybody who is signed in. */
const handler = (): void => undefined;
SetMetadata('gatehouse:signed-in', true)(handler);

/** Whatever else the guard asks: nobody is revoked. */
const nothing = new Proxy({}, { get: () => () => false });

/**
 * The service's own guard in front of a route for anybody who is signed in, without a server around it.
 *
 * @param jwksUri where its keys are
 * @param plants changes that make it weaker
 */
export async function ownGuard(jwksUri: string, plants: readonly Plant[] = []): Promise<Guard> {
  const load = loader(plants);
  const { KeySet } = load('key-set.ts') as typeof keySet;
  const { JwtStrategy } = load('jwt.strategy.ts') as typeof jwtStrategy;
  const { AccessGuard } = load('access.guard.ts') as typeof accessGuard;
  const keys = new KeySet(jwksUri, { warn: () => undefined });
  await keys.onModuleInit();
  const strategy = new JwtStrategy(keys, { issuer: ISSUER, clientId: CLIENT_ID, jwksUri, clockAhead: 300 });
  const wanted = Reflect.getMetadata('design:paramtypes', AccessGuard) as unknown[];
  const given = wanted.map((type) =>
    type === JwtStrategy ? strategy : type === Reflector ? new Reflector() : nothing,
  );
  const guard = Reflect.construct(AccessGuard, given) as accessGuard.AccessGuard;
  return async (rawHeaders) => {
    try {
      return await guard.canActivate(contextOf({ raw: { rawHeaders } }));
    } catch {
      return false;
    }
  };
}

function contextOf(request: object): ExecutionContext {
  return {
    getClass: () => Object,
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
}

/** Header lines that bring a token. */
export const bearer = (token: string): string[] => ['host', 'localhost', 'authorization', `Bearer ${token}`];
