import { type ErrorCode, errorRow } from '../../src/common/errors/error-table';
import { expectDone, expectProblem } from '../support/answers';
import type { Answer } from '../support/gatehouse';
import { THROUGH } from '../support/way-in';
import type { Attempt, Cases, RouteCases } from './case';
import { commonCases } from './common';
import {
  beforeRoutes,
  type DocumentedFailure,
  type DocumentedRoute,
  documentedRoutes,
  isStream,
  responseFaults,
} from './document';
import { notProvokable } from './not-provokable';
import { World } from './world';

const UUID = /^[0-9a-f-]{36}$/;

/** Holds routes to what the document says of them: a test for each success and for each failure. */
export function holdToContract(cases: Cases): void {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());
  const held = documentedRoutes.filter(({ name }) => name in cases);
  const routes = held.map((route) => new Route(route, cases[route.name]!));
  const together = new Together(routes);
  describe.each(routes.map((route) => [route.of.name, route] as const))('%s', (_, route) => {
    it(`answers ${route.of.success}`, () => route.succeeds(world));
    for (const failure of route.provokable) {
      it(`answers ${failure.status} ${failure.code}`, async () => {
        const { code } = failure;
        const answer = WAITED_FOR.has(code)
          ? await together.answerOf(world, route, code)
          : await send(world, route.of, await route.attempt(world, code));
        expectFailure(route.of, answer, failure);
      });
    }
  });

  it('nothing was answered that is not documented', () => {
    const named = new Set(documentedRoutes.flatMap(answersOf));
    const lines = new Set(world.answers.map(({ route, status, code }) => lineOf(route, status, code)));
    expect([...lines].filter((line) => !named.has(line))).toEqual([]);
  });

  it('every body was as its schema says', () => {
    const byName = new Map(documentedRoutes.map((route) => [route.name, route]));
    const faults = world.answers.flatMap(({ route, status, body }) => {
      const documented = byName.get(route);
      if (body === '' || documented?.operation.responses[String(status)] === undefined) return [];
      return responseFaults(documented, status, JSON.parse(body)).map(
        (fault) => `${route} ${status}${fault}`,
      );
    });
    expect(faults).toEqual([]);
  });

  it('no secret was printed, nor answered where it has no business', () => {
    expect(world.recorder.lines('log')).toBeGreaterThan(world.answers.length);
    expect(world.recorder.leaks()).toEqual([]);
  });
}

/** A route with its cases. */
class Route {
  private reached: Promise<Attempt> | undefined;

  constructor(
    readonly of: DocumentedRoute,
    private readonly cases: RouteCases,
  ) {}

  get name(): string {
    return this.of.name;
  }

  get provokable(): DocumentedFailure[] {
    const reasons = notProvokable[this.name] ?? {};
    return this.of.failures.filter(({ code }) => reasons[code] === undefined && !NEVER_HERE.has(code));
  }

  async succeeds(world: World): Promise<void> {
    const answer = await send(world, this.of, await this.cases.success(world));
    if (this.of.success === 204) {
      expectDone(answer);
      return;
    }
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: this.of.success });
    expect(responseFaults(this.of, answer.status, answer.body)).toEqual([]);
    expect(answer.headers.get('x-request-id')).toMatch(UUID);
    if (isStream(this.of)) {
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      expect(answer.body).toMatch(/\n$/);
      return;
    }
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body.meta.requestId).toBe(answer.headers.get('x-request-id'));
  }

  /** The request that is to fail in this way. */
  async attempt(world: World, code: ErrorCode): Promise<Attempt> {
    const reach = (): Promise<Attempt> => this.reach(world);
    const own = this.cases.failures[code];
    if (own !== undefined) return own(world, reach);
    const common = commonCases[code];
    if (common === undefined) throw new Error(`${this.name} has no case of ${code}`);
    return common({ route: this.of, world, operation: this.cases.operation, reach });
  }

  /** A request that gets as far as Cognito. The same for all faults, unless one of them may take effect. */
  reach(world: World): Promise<Attempt> {
    const { reach = this.cases.success, ends } = this.cases;
    if (ends === true) return Promise.resolve(reach(world));
    this.reached ??= Promise.resolve(reach(world));
    return this.reached;
  }
}

/** Functions on AWS Lambda are sent one request at a time: none has to wait for others. */
const NEVER_HERE: ReadonlySet<ErrorCode> = new Set(THROUGH === undefined ? [] : ['overloaded']);

/** Faults of Cognito that are waited for, or tried again: all routes meet them at once. */
const WAITED_FOR: ReadonlySet<ErrorCode> = new Set([
  'upstream_timeout',
  'upstream_throttled',
  'upstream_unavailable',
]);

/** The answers of all routes to one of these faults, asked for when the first is looked at. */
class Together {
  private readonly answers = new Map<ErrorCode, Promise<ReadonlyMap<Route, Answer>>>();

  constructor(private readonly routes: readonly Route[]) {}

  async answerOf(world: World, route: Route, code: ErrorCode): Promise<Answer> {
    const answers = this.answers.get(code) ?? this.ask(world, code);
    this.answers.set(code, answers);
    return (await answers).get(route)!;
  }

  private async ask(world: World, code: ErrorCode): Promise<ReadonlyMap<Route, Answer>> {
    const asked: { route: Route; attempt: Attempt }[] = [];
    for (const route of this.routes) {
      if (route.provokable.some((failure) => failure.code === code))
        asked.push({ route, attempt: await route.attempt(world, code) });
    }
    world.upstream.planted = asked[0]?.attempt.upstream;
    try {
      const answers = asked.map(async ({ route, attempt }): Promise<[Route, Answer]> => {
        return [route, await call(world, route.of, attempt)];
      });
      return new Map(await Promise.all(answers));
    } finally {
      world.upstream.planted = undefined;
    }
  }
}

async function send(world: World, route: DocumentedRoute, attempt: Attempt): Promise<Answer> {
  const { later, upstream } = attempt;
  const now = Date.now;
  if (later !== undefined) jest.spyOn(Date, 'now').mockImplementation(() => now() + later * 1000);
  world.upstream.planted = upstream;
  try {
    return await call(world, route, attempt);
  } finally {
    world.upstream.planted = undefined;
    jest.restoreAllMocks();
  }
}

async function call(world: World, { method, path }: DocumentedRoute, attempt: Attempt): Promise<Answer> {
  const { at = (await world.main).instance, parameters = {}, query = '' } = attempt;
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? `no ${name}`);
  const { body, token, headers } = attempt;
  return at.call(method, url + query, {
    ...(body === undefined ? {} : { body }),
    ...(token === undefined ? {} : { token }),
    ...(headers === undefined ? {} : { headers }),
  });
}

function expectFailure(route: DocumentedRoute, answer: Answer, { status, code }: DocumentedFailure): void {
  const { errors, retryAfter } = answer.body as { errors?: unknown; retryAfter?: number };
  const waits = status === 429 || status === 503;
  expectProblem(answer, status, code, {
    ...(errors === undefined ? {} : { errors }),
    ...(waits ? { retryAfter: expect.any(Number) } : {}),
  });
  expect(responseFaults(route, status, answer.body)).toEqual([]);
  expect(answer.headers.get('retry-after')).toBe(waits ? String(retryAfter) : null);
}

const lineOf = (route: string, status: number, code = ''): string => `${route} ${status} ${code}`;

/** Everything that a route may answer. */
function answersOf({ name, success, failures }: DocumentedRoute): string[] {
  return [
    lineOf(name, success),
    ...failures.map(({ status, code }) => lineOf(name, status, code)),
    ...beforeRoutes.map((code) => lineOf(name, errorRow(code).status, code)),
  ];
}
