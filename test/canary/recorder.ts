import { Readable } from 'node:stream';
import { Module, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppOptions } from '../../src/app.module';
import type { Environment } from '../../src/common/config/environment';
import { HANDED_OUT, harvestAnswer, harvestEnvelope, harvestRequest } from './harvest';
import { type Leak, Scanner } from './scanner';

/** Settings that hold a secret. */
const SECRET_SETTINGS = [
  'COGNITO_CLIENT_SECRET',
  'SESSION_SECRET',
  'REDIS_URL',
  'LOCAL_ADMIN_PASSWORD',
] as const;

/**
 * A token of Cognito's. Its ids and times are full of digits: in thousands of tokens, some code of six stands by chance, so that codes
 * count outside of them.
 */
const TOKEN = /\beyJ[\w-]+(?:\.[\w-]*){2,4}/g;

const isCode = ({ kind }: Leak): boolean => /\bcode$/.test(kind);

/**
 * Takes down everything that an application prints and answers, and every secret that it is told or gives out, and says which of them
 * are where they have no business. Secrets are learned by the names of members, so that it can listen to any test.
 */
export class Recorder {
  readonly scanner = new Scanner();
  /** Everything that is printed, by where. */
  private readonly printed = new Map<string, string[]>();
  /** Answers, with whether they are failures. */
  private readonly answers: { readonly of: string; readonly failed: boolean; readonly text: string }[] = [];

  /** What an application is built with, to be listened to. Its `LOG_LEVEL` is to be `trace`. */
  get options(): AppOptions {
    return { logDestination: { write: (line: string) => this.print('log', line) }, modules: [this.module()] };
  }

  /** How many lines were printed there. */
  lines(where: string): number {
    return this.printed.get(where)?.length ?? 0;
  }

  print(where: string, text: string): void {
    const texts = this.printed.get(where) ?? [];
    texts.push(text);
    this.printed.set(where, texts);
  }

  /** Takes down an answer that was read elsewhere, to a request that is known to hold what was planted. */
  answer(of: string, status: number, text: string): void {
    this.answers.push({ of, failed: status >= 400, text });
  }

  /** Learns the secrets of the settings. */
  learn(environment: Partial<Environment>): void {
    for (const name of SECRET_SETTINGS) {
      const value = environment[name];
      if (value !== undefined) this.scanner.add(name, value);
    }
  }

  /**
   * Every secret that is where it has no business: all of them in what is printed and in failures; in successes those that nobody is
   * given. What was looked through is forgotten.
   */
  leaks(): string[] {
    const inPrint = [...this.printed].flatMap(([where, texts]) =>
      this.scanner.find(texts.join('\n')).map((leak) => ({ where, ...leak })),
    );
    const inAnswers = [true, false].flatMap((failed) => {
      const texts = this.answers
        .filter((one) => one.failed === failed)
        .map(({ of, text }) => `${of}\n${text}`);
      const all = texts.join('\n');
      const outside = this.scanner.find(all.replace(TOKEN, '***'));
      return this.scanner
        .find(all)
        .filter((leak) => !isCode(leak) || outside.some((other) => isCode(other) && other.kind === leak.kind))
        .filter(({ kind }) => failed || !HANDED_OUT.has(kind))
        .map((leak) => ({ where: failed ? 'failures' : 'successes', ...leak }));
    });
    this.printed.clear();
    this.answers.length = 0;
    return [...inPrint, ...inAnswers].map(
      ({ where, kind, encoding, around }) => `${kind}, ${encoding}, in ${where}, after: ${around}`,
    );
  }

  private module(): Type {
    const listen = (request: FastifyRequest, reply: FastifyReply, payload: unknown): void => {
      this.take(request, reply, typeof payload === 'string' ? payload : '');
    };
    @Module({})
    class Listening {
      constructor({ httpAdapter }: HttpAdapterHost) {
        httpAdapter.getInstance<FastifyInstance>().addHook('onSend', (request, reply, payload, done) => {
          listen(request, reply, payload);
          done(null, payload);
        });
      }
    }
    return Listening;
  }

  private take(request: FastifyRequest, reply: FastifyReply, text: string): void {
    const note = (kind: string, secret: string): void => {
      this.scanner.add(kind, secret);
    };
    // A body that is read as it comes is nothing yet.
    if (!(request.body instanceof Readable)) harvestRequest(request.body, note);
    harvestEnvelope(request.headers, request.params, note);
    const headers = JSON.stringify(reply.getHeaders());
    this.answer(
      `${request.method} ${request.routeOptions.url ?? 'none'}`,
      reply.statusCode,
      `${headers}\n${text}`,
    );
    if (reply.statusCode < 400 && text.startsWith('{')) harvestAnswer(JSON.parse(text), note);
  }
}
