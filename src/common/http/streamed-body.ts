import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error';
import { isPlainUtf8 } from './json-body';

/** Types of bodies that are read as they come. */
const STREAMED = ['application/x-ndjson', 'text/csv'] as const;
export type StreamedType = (typeof STREAMED)[number];

export const TAKES = 'gatehouse:takes';
export const GIVES = 'gatehouse:gives';

/** What the documents say of a streamed body or answer. */
export interface StreamedContent {
  readonly type: StreamedType;
  /** What it looks like, in a line or two. */
  readonly example: string;
}

/** A route that takes such a body, and no other; `@Streamed()` gives it. */
export const TakesStream = (content: StreamedContent) =>
  applyDecorators(SetMetadata(TAKES, content), RouteConfig({ takes: content.type }));

/** A route that answers with a stream of JSON documents, one a line, of this class. */
export const GivesStream = (line: Type) => SetMetadata(GIVES, line);

/** Hands bodies of these types on unread, to routes that declare them. All others refuse them with 415. */
export function registerStreamedBodies(fastify: FastifyInstance): void {
  for (const type of STREAMED) {
    fastify.addContentTypeParser(type, ({ routeOptions, headers }, body, done) => {
      const { takes } = routeOptions.config as { readonly takes?: StreamedType };
      if (takes === type && isPlainUtf8(headers)) done(null, body);
      else done(new AppError('unsupported_media_type'));
    });
  }
}
