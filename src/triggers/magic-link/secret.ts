import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is kept of a link: nobody can make the link of it. */
export interface KeptSecret {
  /** SHA-256 of the secret, base64url. A hash that is slow by design is for what people make up; this has 256 random bits. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expires: string;
  /** Names the sign-in that the link is for. */
  readonly id: string;
}

/** Marks what is ours among challenges of other providers. */
const MARK = 'MAGIC_LINK';

/**
 * The secret of a link. What it is made of may lie in Redis for half a minute, and whoever reads that must not have the link.
 *
 * @param seed 256 random bits
 * @param key SESSION_SECRET; without Redis there need not be one
 */
export function secretFrom(seed: string, key = ''): string {
  return createHmac('sha256', key).update(`magic link ${seed}`).digest('base64url');
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether an answer is the secret. Takes equally long for all answers. */
export function isSecret(answer: string, { hash }: Pick<KeptSecret, 'hash'>): boolean {
  const [given, kept] = [Buffer.from(hashOf(answer)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** As `challengeMetadata`, by which later rounds of a sign-in know what the first has sent. Only triggers see it. */
export function metadataOf({ hash, expires, id }: KeptSecret): string {
  return [MARK, hash, expires, id].join(' ');
}

/** @returns undefined for the metadata of another challenge */
export function secretIn(metadata: string | null | undefined): KeptSecret | undefined {
  const [mark, hash, expires, id] = metadata?.split(' ') ?? [];
  if (mark !== MARK || hash === undefined || expires === undefined || id === undefined) return undefined;
  return { hash, expires, id };
}
