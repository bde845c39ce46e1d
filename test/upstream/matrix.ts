import dns from 'node:dns';
import { RevocationStore } from '../../src/common/access/revocation-store';
import type { Environment } from '../../src/common/config/environment';
import { ENVIRONMENT } from '../../src/common/config/environment';
import type { ErrorCode } from '../../src/common/errors/error-table';
import { bodyForm, checkAnswer, mayRepeat } from '../../src/cognito/commands';
import type { Attempt, Cases } from '../contract/case';
import { adminCases, authCases, userCases } from '../contract/cases';
import { type DocumentedRoute, documentedRoutes, responseFaults } from '../contract/document';
import { World } from '../contract/world';
import { type FaultName, faultNames, FaultProxy, type SeenCall } from '../support/fault-proxy';
import type { Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';

/** What keeps a call from Cognito altogether. */
const places = ['refused connection', 'unknown name', 'no TLS'] as const;

export type Trouble = FaultName | (typeof places)[number];

export const troubles: readonly Trouble[] = [...faultNames, ...places];

/** Milliseconds that a call to Cognito may take where the deadline is not what ends it: machines have other things to do. */
const PATIENCE = 20_000;

const cases: Cases = { ...authCases, ...userCases, ...adminCases };

/** Routes that call Cognito, by what they document. */
export const callingRoutes: readonly DocumentedRoute[] = documentedRoutes.filter(({ failures }) =>
  failures.some(({ code }) => code === 'upstream_unavailable'),
);

const late: readonly Trouble[] = [
  ...(['slow', 'hang', 'hang in headers', 'hang in the body'] as const),
  ...(['drip', 'drip of headers', 'endless hints'] as const),
];
const gone: readonly Trouble[] = [
  ...(['reset', 'close', 'half a header', 'refused connection', 'unknown name', 'no TLS'] as const),
  ...(['error 500', 'error 500 with nothing', 'error 502'] as const),
  ...(['error 503 with HTML', 'error 504 with text'] as const),
];
const throttled: readonly Trouble[] = ['throttle', 'throttle by AWS', 'throttle by status'];

/** Answers that are a success where nothing has to be said. */
const sayingNothing: readonly Trouble[] = [
  ...(['empty', 'missing members', 'members of other operations', 'members that are null'] as const),
];

/** Whether only the deadline ends the wait for an answer. */
export const isLate = (trouble: Trouble): boolean => late.includes(trouble);

/** What Cognito's trouble comes to; none where that depends on the operation. */
function codesOf(trouble: Trouble): readonly ErrorCode[] {
  if (trouble === 'attempt limit') return [];
  if (isLate(trouble)) return ['upstream_timeout'];
  if (gone.includes(trouble)) return ['upstream_unavailable'];
  if (throttled.includes(trouble)) return ['upstream_throttled'];
  // As much as may be read takes its time.
  if (trouble === 'endless body') return ['upstream_invalid_response', 'upstream_timeout'];
  return ['upstream_invalid_response'];
}

/** One route in one trouble. */
export interface Cell {
  readonly route: DocumentedRoute;
  readonly answer: Answer;
  /** Milliseconds from the request to the whole answer. */
  readonly took: number;
  /** Calls that arrived at Cognito; those of all routes where they were asked together. */
  readonly seen: readonly SeenCall[];
}

/** Instances that see the user pool through a proxy, and a request to each route that calls Cognito. */
export class Matrix {
  private readonly instances = new Map<string, Promise<Gatehouse>>();
  private readonly attempts = new Map<DocumentedRoute, Promise<Attempt>>();

  private constructor(
    private readonly world: World,
    private readonly proxy: FaultProxy,
    /** Milliseconds for each call to Cognito where only the deadline ends it. */
    readonly timeout: number,
  ) {}

  static async start(timeout: number): Promise<Matrix> {
    const world = await World.start();
    const { pool } = (await world.main).instance;
    const proxy = new FaultProxy(pool.url);
    await proxy.start();
    return new Matrix(world, proxy, timeout);
  }

  async close(): Promise<void> {
    for (const instance of this.instances.values()) await (await instance).app.close();
    await this.proxy.close();
    await this.world.close();
  }

  /** Asks these routes while Cognito has this trouble: together, unless it matters which call belongs to which. */
  async row(trouble: Trouble, routes: readonly DocumentedRoute[]): Promise<Cell[]> {
    for (const route of routes) await this.instance(await this.attempt(route), trouble);
    this.proxy.planted = faultNames.find((name) => name === trouble);
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation(unknownName);
    try {
      if (!sayingNothing.includes(trouble)) {
        this.proxy.forget();
        return await Promise.all(routes.map((route) => this.cell(route, trouble)));
      }
      const cells: Cell[] = [];
      for (const route of routes) {
        this.proxy.forget();
        cells.push(await this.cell(route, trouble));
      }
      return cells;
    } finally {
      this.proxy.planted = undefined;
      lookup.mockRestore();
    }
  }

  private async cell(route: DocumentedRoute, trouble: Trouble): Promise<Cell> {
    const { seen } = this.proxy;
    const attempt = await this.attempt(route);
    const at = await this.instance(attempt, trouble);
    const begin = performance.now();
    const answer = await ask(at, route, attempt);
    return { route, answer, took: performance.now() - begin, seen };
  }

  /** The same for all troubles, since none of them lets it take effect, unless it ends the caller's tokens all the same. */
  private attempt(route: DocumentedRoute): Promise<Attempt> {
    const of = cases[route.name];
    if (of === undefined) throw new Error(`${route.name} has no case in the contract`);
    const known = this.attempts.get(route);
    if (known !== undefined && of.ends !== true) return known;
    const made = Promise.resolve((of.reach ?? of.success)(this.world));
    this.attempts.set(route, made);
    return made;
  }

  /** An instance like the one that the case asks, with less patience, and the trouble before it. */
  private async instance({ at }: Attempt, trouble: Trouble): Promise<Gatehouse> {
    const model = at ?? (await this.world.main).instance;
    const COGNITO_ENDPOINT = this.endpoint(trouble);
    const COGNITO_TIMEOUT_MS = isLate(trouble) ? this.timeout : PATIENCE;
    const key = `${model.url} ${COGNITO_ENDPOINT} ${COGNITO_TIMEOUT_MS}`;
    const environment = model.app.get<Environment>(ENVIRONMENT);
    const changes = {
      ...environment,
      ...{ COGNITO_ENDPOINT, COGNITO_IDENTITY_ENDPOINT: COGNITO_ENDPOINT, COGNITO_TIMEOUT_MS },
      LOG_LEVEL: 'silent' as const,
    };
    const made = this.instances.get(key) ?? startInstance(model, changes);
    this.instances.set(key, made);
    const instance = await made;
    share(model, instance);
    return instance;
  }

  private endpoint(trouble: Trouble): string {
    if (trouble === 'refused connection') return 'http://127.0.0.1:1';
    if (trouble === 'unknown name') return 'http://pool.invalid';
    return `${trouble === 'no TLS' ? 'https' : 'http'}://127.0.0.1:${this.proxy.port}`;
  }
}

/** What the one instance knows of tokens that have ended, the other is to know as well. */
function share(from: Gatehouse, to: Gatehouse): void {
  const [source, target] = [from, to].map(({ app }) => app.get(RevocationStore).list);
  for (const entry of source?.current(Date.now()) ?? []) target?.add(entry, Date.now());
}

/** The suite asks no name server: what one says of an unknown name is known. */
const unknownName = (...parameters: unknown[]): void => {
  const done = parameters.at(-1) as (error: Error) => void;
  done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
};

function ask(at: Gatehouse, { method, path }: DocumentedRoute, attempt: Attempt): Promise<Answer> {
  const { parameters = {}, query = '', body, token, headers } = attempt;
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? `no ${name}`);
  return at.call(method, url + query, {
    ...(body === undefined ? {} : { body }),
    ...(token === undefined ? {} : { token }),
    ...(headers === undefined ? {} : { headers }),
  });
}

/** What is wrong with a cell, in words; nothing where all is right. */
export function faultsOf({ route, answer, seen }: Cell, trouble: Trouble): string[] {
  const { status, headers, body } = answer;
  if (sayingNothing.includes(trouble) && status < 300 && mayBe(seen, trouble)) return [];
  const { code = '' } = body as { code?: string };
  const wanted = codesOf(trouble);
  const documented = route.failures.some((failure) => failure.code === code && failure.status === status);
  const waits = status === 429 || status === 503;
  const found = [
    ...(wanted.length === 0 || wanted.some((one) => one === code) ? [] : [`is not ${wanted.join(', ')}`]),
    ...(status >= 400 && status !== 500 ? [] : ['is a success or a 500']),
    // Attempts of operations that have no such limit are limited all the same.
    ...(documented || trouble === 'attempt limit' ? [] : ['is not documented']),
    ...(waits === Number(headers.get('retry-after')) > 0 ? [] : ['has a wrong Retry-After']),
    ...(documented ? responseFaults(route, status, body) : []),
  ];
  return found.map((fault) => `${route.name}: ${status} ${code} ${fault}`);
}

/** Asked when a password is new, to end the other sign-ins: the password has been set whatever comes of it. */
const BESIDES: ReadonlySet<string> = new Set(['AdminGetUser', 'ListUserSessions']);

/** Whether all calls that matter may have been answered so: the trouble is the very answer of operations that have nothing to say. */
function mayBe(seen: readonly SeenCall[], trouble: Trouble): boolean {
  return seen.every(
    ({ operation }, index) => saysNothing(operation, trouble) || (index > 0 && BESIDES.has(operation)),
  );
}

function saysNothing(operation: string, trouble: Trouble): boolean {
  const command = `${operation}Command`;
  if (trouble === 'empty') return !bodyForm(command).needed;
  try {
    checkAnswer(command, {});
    return true;
  } catch {
    return false;
  }
}

/** Calls that must not be repeated and arrived more than once. */
export function repeated(cells: readonly Cell[]): string[] {
  const seen = new Set(cells.flatMap((cell) => cell.seen));
  const calls = [...seen].filter(({ operation }) => !mayRepeat(`${operation}Command`));
  const keys = calls.map(({ operation, body }) => `${operation} ${body}`);
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

/** Routes whose request was not heard of at Cognito, where that can be told. */
export function silent(cells: readonly Cell[], trouble: Trouble): string[] {
  // On a busy machine a deadline may have passed before.
  if (isLate(trouble) || places.some((place) => place === trouble)) return [];
  const seen = new Set(cells.flatMap((cell) => cell.seen));
  return seen.size < cells.length ? [`${seen.size} calls of ${cells.length} routes`] : [];
}
