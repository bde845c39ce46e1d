import { createServer } from 'node:http';
import { closed, listening } from '../support/listening';

/** What it answers to an operation, given all that it was sent. */
type Form = (sent: string) => { readonly status: number; readonly type?: string; readonly body: string };

const refusal =
  (name: string): Form =>
  (sent) => ({
    status: 400,
    body: JSON.stringify({ __type: name, message: `Value '${sent}' failed at 'x'` }),
  });

const FORMS: readonly Form[] = [
  refusal('InvalidParameterException'),
  // What parsers say of these quotes them.
  (sent) => ({ status: 200, body: `Received ${sent}` }),
  refusal('NotAuthorizedException'),
  refusal('InvalidPasswordException'),
  (sent) => ({ status: 200, body: `{"Session": ${sent}` }),
  refusal('UserLambdaValidationException'),
  (sent) => ({ status: 400, body: sent }),
  refusal('Unheard-Of'),
  (sent) => ({ status: 200, body: JSON.stringify([sent]) }),
  refusal('CodeMismatchException'),
  (sent) => ({ status: 403, type: 'text/html', body: `<html><title>${sent}</title></html>` }),
  refusal('UnexpectedLambdaException'),
  (sent) => ({
    status: 200,
    body: JSON.stringify({ AuthenticationResult: sent, UserAttributes: sent, Users: sent }),
  }),
];

/** A Cognito that repeats all that it was sent: in the texts of exceptions, and in what is no answer at all. Never twice in the same way. */
export class RepeatingCognito {
  /** Calls that came. */
  calls = 0;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = FORMS[this.calls++ % FORMS.length]!;
      const { status, type = 'application/x-amz-json-1.1', body } = form(Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });

  /** @returns the endpoint */
  start(): Promise<string> {
    return listening(this.server);
  }

  close(): Promise<void> {
    return closed(this.server);
  }
}
