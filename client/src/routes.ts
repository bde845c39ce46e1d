import type { Signal } from './platform.ts';
import type { paths } from './types.ts';

/** The service's routes as types, out of its OpenAPI document. */

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths that have an operation for a verb. */
export type PathFor<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Readonly<Record<V, infer Operation>>
    ? [Operation] extends [undefined]
      ? never
      : P
    : never;
}[keyof paths];

type OperationOf<V extends Verb, P extends PathFor<V>> = NonNullable<
  paths[P] extends Record<V, infer O> ? O : never
>;

type ParametersOf<O, Place extends 'path' | 'query'> = O extends { parameters: infer Given }
  ? Place extends keyof Given
    ? NonNullable<Given[Place]>
    : never
  : never;

/** Never for a route without a body, whose `requestBody` is optional and never. */
type BodyOf<O> = O extends { requestBody?: infer Body }
  ? [NonNullable<Body>] extends [never]
    ? never
    : NonNullable<Body> extends { content: { 'application/json': infer Json } }
      ? Json
      : never
  : never;

type Member<Name extends string, Value> = [Value] extends [never]
  ? { readonly [N in Name]?: undefined }
  : Partial<Value> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** What a call of a route takes. */
export type Input<V extends Verb, P extends PathFor<V>> = Member<
  'path',
  ParametersOf<OperationOf<V, P>, 'path'>
> &
  Member<'query', ParametersOf<OperationOf<V, P>, 'query'>> &
  Member<'body', BodyOf<OperationOf<V, P>>> & { readonly signal?: Signal };

/** The last argument of a call: left out where nothing has to be said. */
export type InputArgument<V extends Verb, P extends PathFor<V>> =
  Partial<Input<V, P>> extends Input<V, P> ? [input?: Input<V, P>] : [input: Input<V, P>];

type SuccessOf<O> = O extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] extends {
        content: { 'application/json': { data: infer Data } };
      }
        ? Data
        : never;
    }[keyof Responses & (200 | 201 | 202)]
  : never;

/** What a call of a route gives: its `data`, or nothing for a 204. */
export type Output<V extends Verb, P extends PathFor<V>> = [SuccessOf<OperationOf<V, P>>] extends [never]
  ? undefined
  : SuccessOf<OperationOf<V, P>>;

/** Paths whose answer is a list. */
export type ListPath = {
  [P in PathFor<'get'>]: Output<'get', P> extends readonly unknown[] ? P : never;
}[PathFor<'get'>];

/** An item of a list. */
export type ItemOf<P extends ListPath> = Output<'get', P> extends readonly (infer Item)[] ? Item : never;

/** `/v1/users/me/devices/{deviceKey}` with its parameters filled in. */
export function filled(path: string, parameters: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
}
