import type { INestApplication } from '@nestjs/common';
import { type ErrorCode, errorRow, errorTable } from '../common/errors/error-table';
import type { RouteFacts } from './routes';
import { routesOf } from './routes';
import metadata from '../metadata';

type Json = Record<string, unknown>;
type Operation = Json & {
  responses: Record<string, Json>;
  requestBody?: Json;
  parameters?: Json[];
  tags?: string[];
};
type Document = Json & {
  paths: Record<string, Record<string, Operation>>;
  components: Json & { schemas: Json };
};

const PROBLEM = 'application/problem+json';

/** Values of path parameters that exist after the examples of the other routes have been run. */
const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  username: 'person@example.com',
  group: 'editors',
  name: 'email',
  code: 'invalid_credentials',
};

/** Groups of routes in the order in which a newcomer needs them. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['auth', 'Sign up, sign in, refresh, sign out, recover'],
  ['users', 'What signed-in users do with their own account'],
  ['admin users', 'Users, for administrators'],
  ['admin groups', 'Groups, for administrators'],
  ['admin user-pool', 'How the user pool is set up'],
  ['errors', 'What every failure means'],
  ['health', 'Probes'],
];

/** Failures that any route which talks to Cognito shares. */
const UPSTREAM: readonly ErrorCode[] = [
  'upstream_refused',
  'upstream_invalid_response',
  'upstream_unavailable',
  'upstream_throttled',
  'upstream_timeout',
  'service_misconfigured',
];

/**
 * The OpenAPI 3.1 document of the application. Types and texts come from the DTO classes and doc comments (src/metadata.ts), access
 * rules, limits and failures from the routes' own decorators. Built on first use: the library behind it costs a
 * tenth of a second that no start should pay.
 */
export async function buildDocument(app: INestApplication): Promise<object> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  await SwaggerModule.loadPluginMetadata(metadata);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Gatehouse')
    .setDescription(
      'REST backend in front of an AWS Cognito user pool. Success is `{ data, meta }`, every failure an RFC 9457 problem document; `GET /errors` lists them.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addOAuth2(
      {
        type: 'oauth2',
        description: 'Sign in with username and password to get an access token for this page',
        flows: { password: { tokenUrl: '/docs/token', scopes: {} } },
      },
      'signIn',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token' },
      'accessToken',
    )
    .build();
  const routes = routesOf(app);
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: routes.flatMap(({ lists }) => lists ?? []),
    operationIdFactory: (controller, method) => operationId(controller, method),
  }) as unknown as Document;
  for (const route of routes) finish(document, route);
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) addBodyExample(operation, document.components.schemas);
  }
  document.components.schemas = sorted({ ...document.components.schemas, ...sharedSchemas() });
  document.components['examples'] = Object.fromEntries(
    (Object.keys(errorTable) as ErrorCode[]).map((code) => [code, { value: exampleOf(code) }]),
  );
  document.components['headers'] = {
    RequestId: { description: 'Name of this request in the log', schema: { type: 'string' } },
  };
  document.paths = sorted(document.paths);
  document['tags'] = TAGS.map(([name, description]) => ({ name, description }));
  return document;
}

/** `SignUpController.confirm` → `signUpConfirm`: a stable name for generated clients. */
function operationId(controller: string, method: string): string {
  const feature = controller.replace(/Controller$/, '');
  return (
    feature.charAt(0).toLowerCase() + feature.slice(1) + method.charAt(0).toUpperCase() + method.slice(1)
  );
}

/** Adds to one operation what its decorators say. */
function finish(document: Document, route: RouteFacts): void {
  const operation = document.paths[route.path]?.[route.method];
  if (operation === undefined) throw new Error(`${route.method} ${route.path} is missing from the document`);
  operation.tags = [tagOf(route.path)];
  operation['security'] = route.access === 'public' ? [] : [{ signIn: [] }, { accessToken: [] }];
  if (route.access === 'optional') operation['security'] = [{}, { signIn: [] }, { accessToken: [] }];
  for (const parameter of operation.parameters ?? []) addExample(parameter);
  if (route.lists !== undefined) describeList(operation, route.lists.name);
  for (const [status, response] of Object.entries(operation.responses)) wrapSuccess(status, response);
  for (const [status, codes] of byStatus(failuresOf(route, operation)))
    operation.responses[status] = problem(codes);
  operation.responses = sorted(operation.responses);
}

/**
 * The body that "Try it out" starts with: the properties that have an example. Without it Swagger UI fills in every optional
 * property as well, and most routes would refuse that.
 */
function addBodyExample({ requestBody }: Operation, schemas: Json): void {
  const content = requestBody?.['content'] as Record<string, Json> | undefined;
  const body = content?.['application/json'];
  const name = String((body?.['schema'] as Json | undefined)?.['$ref']).replace(/^.*\//, '');
  const schema = schemas[name] as { properties?: Record<string, { example?: unknown }> } | undefined;
  if (body === undefined || schema?.properties === undefined) return;
  const examples = Object.entries(schema.properties).filter(([, property]) => property.example !== undefined);
  body['example'] = Object.fromEntries(examples.map(([property, { example }]) => [property, example]));
}

function addExample(parameter: Json): void {
  const example = PATH_EXAMPLES[String(parameter['name'])];
  if (parameter['in'] === 'path' && example !== undefined) parameter['example'] ??= example;
}

function tagOf(path: string): string {
  const [first, second, third] = path.split('/').slice(1);
  if (first !== 'v1') return first ?? 'service';
  return second === 'admin' && third !== undefined ? `admin ${third}` : (second ?? 'service');
}

function describeList(operation: Operation, item: string): void {
  const schema = { type: 'array', items: { $ref: `#/components/schemas/${item}` } };
  operation.responses['200'] = { ...operation.responses['200'], content: { 'application/json': { schema } } };
}

/** The envelope around what the controller returns. 204 has no body. */
function wrapSuccess(status: string, response: Json): void {
  const content = response['content'] as Record<string, { schema?: Json }> | undefined;
  const body = content?.['application/json'];
  response['description'] ||= status === '204' ? 'Done' : 'Success';
  response['headers'] = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
  if (body?.schema === undefined) return;
  const meta = body.schema['type'] === 'array' ? 'ListMeta' : 'Meta';
  body.schema = {
    type: 'object',
    required: ['data', 'meta'],
    properties: { data: body.schema, meta: { $ref: `#/components/schemas/${meta}` } },
  };
}

/** The route's own failures and those that come with its kind. */
function failuresOf(route: RouteFacts, operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>(route.fails);
  if (operation.requestBody !== undefined) {
    for (const code of [
      'validation_failed',
      'invalid_json',
      'json_too_deep',
      'payload_too_large',
      'unsupported_media_type',
    ] as const)
      codes.add(code);
  }
  if ((operation.parameters ?? []).length > 0) codes.add('validation_failed');
  if (route.access !== 'public' && route.access !== 'optional') {
    for (const code of ['unauthorized', 'token_revoked', 'verification_keys_unavailable'] as const)
      codes.add(code);
  }
  if (route.access === 'roles') codes.add('forbidden');
  if (route.limit !== 'unlimited') codes.add('rate_limited');
  if (route.callsCognito) for (const code of UPSTREAM) codes.add(code);
  codes.add('internal_error');
  return [...codes];
}

function byStatus(codes: readonly ErrorCode[]): Map<string, ErrorCode[]> {
  const groups = new Map<string, ErrorCode[]>();
  for (const code of codes) {
    const status = String(errorRow(code).status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function problem(codes: readonly ErrorCode[]): Json {
  const rows = [...codes].sort();
  return {
    description: rows.map((code) => `\`${code}\`: ${errorRow(code).title}`).join('\n\n'),
    headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
    content: {
      [PROBLEM]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(rows.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function exampleOf(code: ErrorCode): Json {
  const { status, title, meaning, retryAfter } = errorRow(code);
  return {
    type: `/errors/${code}`,
    title,
    status,
    code,
    detail: meaning,
    instance: '/v1/auth/sign-in',
    requestId: '7d5a4f0e-6f1c-4c52-9d1b-0a3e5c1f2b77',
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function sharedSchemas(): Json {
  const requestId = { type: 'string', description: 'The same as the `X-Request-Id` header' };
  const text = (description: string): Json => ({ type: 'string', description });
  return {
    Meta: { type: 'object', required: ['requestId'], properties: { requestId } },
    ListMeta: {
      type: 'object',
      required: ['requestId'],
      properties: {
        requestId,
        nextCursor: text('Pass it back as `cursor` for the next page; absent on the last one'),
      },
    },
    Problem: {
      type: 'object',
      description: 'RFC 9457 problem document',
      required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
      properties: {
        type: text('Path of the explanation on this service'),
        title: text('One line for a person'),
        status: { type: 'integer', description: 'HTTP status' },
        code: { type: 'string', enum: Object.keys(errorTable), description: 'Stable machine word' },
        detail: text('What it means'),
        instance: text('Path of the request'),
        requestId,
        errors: {
          type: 'array',
          description: 'Faults of single fields',
          items: {
            type: 'object',
            required: ['field', 'message'],
            properties: { field: text('Dotted path of the field'), message: text('What is expected') },
          },
        },
        retryAfter: { type: 'integer', description: 'Seconds, as in `Retry-After`; on every 429 and 503' },
      },
    },
  };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
