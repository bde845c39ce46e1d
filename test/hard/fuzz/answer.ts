import { type Agent, request as send } from 'node:http';
import { errorRow, type ErrorCode } from '../../../src/common/errors/error-table';
import { beforeRoutes, type DocumentedRoute, notRoutedFaults, responseFaults } from '../../contract/document';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Undefined when it is no JSON. */
  readonly body: { readonly code?: ErrorCode; readonly meta?: { readonly nextCursor?: string } } | undefined;
}

interface Sent {
  readonly port: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly text: string | undefined;
}

export function ask({ text, ...options }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send({ host: '127.0.0.1', ...options }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { statusCode: status = 0, headers } = answer;
        const received = Buffer.concat(chunks).toString();
        const json = /^application\/(?:problem\+)?json\b/.test(headers['content-type'] ?? '');
        resolve({
          status,
          headers,
          text: received,
          body: json ? (JSON.parse(received) as Answer['body']) : undefined,
        });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

const FIXED = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** How an answer differs from what the document says of its route; empty when it does not. */
export function faultsOf(route: DocumentedRoute, answer: Answer): string[] {
  const { status, headers, text } = answer;
  if (status >= 500) return [`answers ${status}: ${text}`];
  // The catalogue of errors is a page for those who ask for one.
  if (route.path.startsWith('/errors') && headers['content-type'] === 'text/html; charset=utf-8') return [];
  const fixed = Object.entries(FIXED).flatMap(([name, value]) =>
    headers[name] === value ? [] : [`${name} is missing`],
  );
  return [...fixed, ...(status < 400 ? successFaults(route, answer) : problemFaults(route, answer))];
}

function successFaults(route: DocumentedRoute, { status, headers, text, body }: Answer): string[] {
  if (status !== route.success) return [`answers ${status}`];
  if (status === 204) return text === '' ? [] : ['has a body'];
  if (headers['content-type'] === 'application/x-ndjson') return linesFaults(text);
  return body === undefined ? [`is no JSON: ${text}`] : responseFaults(route, status, body);
}

/** A stream of lines ends with a summary, or was cut off. */
function linesFaults(text: string): string[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') return ['ends within a line'];
  const parsed = lines.map((line) => JSON.parse(line) as object);
  return parsed.filter((line) => 'summary' in line).length === 1 ? [] : ['has no summary'];
}

function problemFaults(route: DocumentedRoute, { status, text, body, headers }: Answer): string[] {
  const code = body?.code;
  if (code === undefined) return [`${status} is no problem document: ${text}`];
  if (status === 429 && headers['retry-after'] === undefined) return ['does not say when to come back'];
  if (route.failures.some((failure) => failure.status === status && failure.code === code)) {
    return responseFaults(route, status, body);
  }
  const everywhere = beforeRoutes.includes(code) && errorRow(code).status === status;
  return everywhere ? notRoutedFaults(body) : [`${status} ${code} is not documented`];
}
