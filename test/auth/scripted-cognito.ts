import { createServer, type Server } from 'node:http';
import { closed, listening } from '../support/listening';

/** What a scripted operation answers; an Error is thrown over the wire under its `name`. */
type Script = Readonly<Record<string, (input: Record<string, unknown>) => object>>;

/** A Cognito that says what a test wants to hear, for answers that the embedded pool does not give. */
export class ScriptedCognito {
  /** Inputs in the order they came, with the operation's name. */
  readonly calls: { readonly operation: string; readonly input: Record<string, unknown> }[] = [];
  private readonly server: Server;

  constructor(private readonly script: Script) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        const { status, body } = this.answer(operation, Buffer.concat(chunks).toString());
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body));
      });
    });
  }

  start(): Promise<string> {
    return listening(this.server);
  }

  close(): Promise<void> {
    return closed(this.server);
  }

  private answer(operation: string, text: string): { status: number; body: object } {
    const input = JSON.parse(text) as Record<string, unknown>;
    this.calls.push({ operation, input });
    const body = this.script[operation]?.(input) ?? refusal('InternalErrorException', operation);
    if (!(body instanceof Error)) return { status: 200, body };
    return { status: 400, body: { __type: body.name, message: body.message } };
  }
}

export function refusal(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
