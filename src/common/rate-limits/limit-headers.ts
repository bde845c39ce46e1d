import type { FastifyReply } from 'fastify';
import type { Window } from './limits';

/**
 * Says how things stand with a limit, in the header fields of the IETF draft "RateLimit header fields for HTTP"
 * (draft-ietf-httpapi-ratelimit-headers): lists, to which each limit adds an item.
 *
 * @param policy name of the limit
 * @param remaining calls that would still pass
 * @param seconds until there are more
 */
export function tellLimit(
  reply: FastifyReply,
  policy: string,
  { limit, seconds: length }: Window,
  remaining: number,
  seconds: number,
): void {
  add(reply, 'ratelimit-policy', `"${policy}";q=${limit};w=${length}`);
  add(reply, 'ratelimit', `"${policy}";r=${remaining};t=${seconds}`);
}

function add(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  reply.header(name, typeof before === 'string' ? `${before}, ${item}` : item);
}
