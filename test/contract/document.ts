import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import type { ErrorCode } from '../../src/common/errors/error-table';

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly examples?: object }>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** A failure that the document names for a route. */
export interface DocumentedFailure {
  readonly status: number;
  readonly code: ErrorCode;
}

/** A route as the document describes it. */
export interface DocumentedRoute {
  /** `POST /v1/auth/sign-in` */
  readonly name: string;
  readonly method: string;
  /** In OpenAPI's spelling: `/v1/admin/users/{username}`. */
  readonly path: string;
  readonly operation: Operation;
  readonly failures: readonly DocumentedFailure[];
  /** The status of its success. */
  readonly success: number;
}

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const LINES_TYPE = 'application/x-ndjson';

/** The OpenAPI document of the repository, which table.test.ts holds to be that of the application. */
export const openApi = JSON.parse(readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: { readonly NotRouted: Response } };
};

const codesIn = ({ content }: Response): ErrorCode[] =>
  Object.keys(content?.[PROBLEM_TYPE]?.examples ?? {}) as ErrorCode[];

/** Failures that come before any route, and that the document names for all of them at once. */
export const beforeRoutes: readonly ErrorCode[] = codesIn(openApi.components.responses.NotRouted);

/** All routes of the document. */
export const documentedRoutes: readonly DocumentedRoute[] = Object.entries(openApi.paths).flatMap(
  ([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => routeOf(method.toUpperCase(), path, operation)),
);

function routeOf(method: string, path: string, operation: Operation): DocumentedRoute {
  const responses = Object.entries(operation.responses);
  return {
    name: `${method} ${path}`,
    method,
    path,
    operation,
    failures: responses.flatMap(([status, response]) =>
      codesIn(response).map((code) => ({ status: Number(status), code })),
    ),
    success: Number(responses.find(([status]) => status.startsWith('2'))?.[0]),
  };
}

const strict = closed(openApi) as object;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ ...strict, $id: 'openapi' });
/** By the schema as text: nearly all answers of the suite are problems, and compiling takes longer than asking. */
const validators = new Map<string, ValidateFunction>();

/** Nothing may be in an object that its schema does not name. References are made absolute. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === '$ref' ? `openapi${value as string}` : closed(value),
    ]),
  );
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** @param path members of the document that lead to the schema */
function faultsOf(path: readonly (string | number)[], value: unknown): string[] {
  const schema = path.reduce<unknown>(
    (within, member) => (within as Record<string, unknown>)[member],
    strict,
  ) as object;
  const key = JSON.stringify(schema);
  const validate = validators.get(key) ?? ajv.compile(schema);
  validators.set(key, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** How a body differs from what the document says of this status; empty when it does not. */
export function responseFaults(route: DocumentedRoute, status: number, body: unknown): string[] {
  if (status < 400 && isStream(route)) return linesOf(body).flatMap((line) => lineFaults(route, line));
  const type = status < 400 ? JSON_TYPE : PROBLEM_TYPE;
  return faultsOf([...operationAt(route), 'responses', status, 'content', type, 'schema'], body);
}

/** Whether a route answers with JSON documents, one a line. */
export function isStream({ operation, success }: DocumentedRoute): boolean {
  return operation.responses[String(success)]?.content?.[LINES_TYPE] !== undefined;
}

const linesOf = (body: unknown): unknown[] =>
  String(body)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);

const lineFaults = (route: DocumentedRoute, line: unknown): string[] =>
  faultsOf([...operationAt(route), 'responses', route.success, 'content', LINES_TYPE, 'schema'], line);

/** How a body differs from what the document says of failures before any route. */
export function notRoutedFaults(body: unknown): string[] {
  return faultsOf(['components', 'responses', 'NotRouted', 'content', PROBLEM_TYPE, 'schema'], body);
}

/** How the document's own example of a body differs from its schema. */
export function exampleFaults(route: DocumentedRoute): string[] {
  const example = route.operation.requestBody?.content[JSON_TYPE]?.example;
  return faultsOf([...operationAt(route), 'requestBody', 'content', JSON_TYPE, 'schema'], example);
}

const operationAt = ({ path, method }: DocumentedRoute): string[] => ['paths', path, method.toLowerCase()];
