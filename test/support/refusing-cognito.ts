import { modelledOperations } from '../../local-pool/wire/api-model';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import type { Answer, Gatehouse } from './gatehouse';

/** A route that is refused, and a request that gets as far as Cognito. */
export interface RefusedRoute {
  /** As in the OpenAPI document, with the method: `post /v1/auth/sign-up`. */
  readonly of: string;
  /** The operation that refuses. */
  readonly operation: string;
  readonly body?: object;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Texts by exception that mean something of their own; each exception is met with a text that means nothing as well. */
  readonly texts?: Readonly<Record<string, readonly string[]>>;
  /** Modelled exceptions that this request cannot meet. */
  readonly never?: readonly string[];
}

/** An upstream whose operations succeed with given answers, but for the one that is to refuse. */
export class RefusingCognito {
  private readonly scripted: ScriptedCognito;
  private refused: { readonly operation: string; readonly error: Error } | undefined;

  /** @param answers what operations answer while they do not refuse; the others answer nothing */
  constructor(answers: Readonly<Record<string, object>>) {
    const answer = (operation: string): object =>
      this.refused?.operation === operation ? this.refused.error : (answers[operation] ?? {});
    this.scripted = new ScriptedCognito(
      new Proxy({}, { get: (_, operation) => () => answer(String(operation)) }),
    );
  }

  /** @returns the endpoint */
  start(): Promise<string> {
    return this.scripted.start();
  }

  close(): Promise<void> {
    return this.scripted.close();
  }

  /**
   * Refuses a route with every exception that the API model lists for its operation.
   *
   * @param document the OpenAPI document
   * @returns refusals whose answer the document does not name for the route
   */
  async undeclared(instance: Gatehouse, document: any, route: RefusedRoute): Promise<string[]> {
    const [method = '', path = ''] = route.of.split(' ');
    const responses = document.paths[path][method].responses;
    const found: string[] = [];
    for (const [name, text] of refusalsOf(route)) {
      this.refused = { operation: route.operation, error: refusal(name, text) };
      this.scripted.calls.length = 0;
      const { status, body } = await request(instance, method, path, route);
      // A request that is refused before says nothing about this operation.
      if (!this.scripted.calls.some(({ operation }) => operation === route.operation))
        found.push(`${name} was not met: ${status} ${JSON.stringify(body)}`);
      const examples = responses[String(status)]?.content?.['application/problem+json']?.examples ?? {};
      // What must stay hidden is answered like a success.
      if (status >= 400 && !(body.code in examples))
        found.push(`${name} ${text}: ${status} ${String(body.code)}`);
    }
    this.refused = undefined;
    return found;
  }
}

function refusalsOf({ operation, texts = {}, never = [] }: RefusedRoute): [string, string][] {
  const names = (modelledOperations.get(operation)?.errors ?? []).filter((name) => !never.includes(name));
  if (names.length < 3) throw new Error(`the model knows little of ${operation}`);
  return names.flatMap((name) => ['x', ...(texts[name] ?? [])].map((text): [string, string] => [name, text]));
}

function request(
  instance: Gatehouse,
  method: string,
  path: string,
  { body, parameters = {}, token }: RefusedRoute,
): Promise<Answer> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
  return instance.call(method.toUpperCase(), url, {
    ...(body === undefined ? {} : { body }),
    ...(token === undefined ? {} : { token }),
  });
}
