import type { INestApplication } from '@nestjs/common';
import { DEVICE_DATA_LENGTH } from '../common/http/client-context';
import type { StreamedContent } from '../common/http/streamed-body';
import metadata from '../metadata';
import { describeAttributes } from './attribute-schemas';
import type { Document, Json, Operation } from './json';
import { problemExamples, problemResponses, sharedResponses } from './problem-responses';
import { type RouteFacts, routesOf } from './routes';
import { sharedSchemas } from './shared-schemas';

/** Values of path parameters that exist after the examples of the other routes have been run. */
const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  username: 'person@example.com',
  group: 'editors',
  name: 'email',
  code: 'invalid_credentials',
  deviceKey: 'us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11',
  eventId: '3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11',
  provider: 'Google',
  credentialId: '3f1c2a9e6a5b4c0e',
  id: 'tkn0123456789abcdefghijklmno',
};

/** The header of routes that tell Cognito's threat protection where a request came from. */
const DEVICE_DATA = {
  name: 'X-Device-Data',
  in: 'header',
  description:
    "What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client.",
  schema: { type: 'string', maxLength: DEVICE_DATA_LENGTH },
};

/** Groups of routes in the order in which a newcomer needs them. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['auth', 'Sign up, sign in, refresh, sign out, recover'],
  ['users', 'What signed-in users do with their own account'],
  ['admin users', 'Users, for administrators'],
  ['admin groups', 'Groups, for administrators'],
  ['admin user-pool', 'How the user pool is set up'],
  ['admin bulk', 'Many operations in one request'],
  ['admin export', 'All users in one answer'],
  ['admin imports', 'Users from CSV files'],
  ['errors', 'What every failure means'],
  ['health', 'Probes'],
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
    extraModels: routes.flatMap(({ lists, gives }) => [lists ?? [], gives ?? []].flat()),
    operationIdFactory: (controller, method) => operationId(controller, method),
  }) as unknown as Document;
  for (const route of routes) finish(document, route);
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) addBodyExample(operation, document.components.schemas);
  }
  describeAttributes(document.components.schemas);
  document.components.schemas = sorted({ ...document.components.schemas, ...sharedSchemas() });
  document.components['examples'] = problemExamples();
  document.components['responses'] = sharedResponses();
  document.components['headers'] = {
    RequestId: { description: 'Name of this request in the log', schema: { type: 'string' } },
  };
  document.components['parameters'] = { DeviceData: DEVICE_DATA };
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
  if (route.takesDeviceData)
    (operation.parameters ??= []).push({ $ref: '#/components/parameters/DeviceData' });
  if (route.lists !== undefined) describeList(operation, route.lists.name);
  if (route.takes !== undefined) describeUpload(operation, route.takes);
  if (route.gives !== undefined) describeStream(operation, route.gives.name);
  for (const [status, response] of Object.entries(operation.responses)) wrapSuccess(status, response);
  operation.responses = sorted({ ...operation.responses, ...problemResponses(route, operation) });
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

/** A body that is read as it comes: a text for the document, which has no words for its lines. */
function describeUpload(operation: Operation, { type, example }: StreamedContent): void {
  operation.requestBody = { required: true, content: { [type]: { schema: { type: 'string' }, example } } };
}

/** An answer of JSON documents: the schema is that of a line. */
function describeStream(operation: Operation, line: string): void {
  const content = { 'application/x-ndjson': { schema: { $ref: `#/components/schemas/${line}` } } };
  operation.responses['200'] = { description: 'JSON documents, one a line', content };
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

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
