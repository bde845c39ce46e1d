import { errorTable } from '../common/errors/error-table';
import type { Json } from './json';

/** Schemas that no DTO class stands for: the envelope's `meta`, and the problem document. */
export function sharedSchemas(): Json {
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
