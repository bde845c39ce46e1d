import { createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JwksClient, type SigningKey } from 'jwks-rsa';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { LOG, type Log } from '../observability/log';
import { Readiness } from '../observability/readiness';
import { acceptableKeys } from './jwk-policy';
import { fetchKeyDocument } from './jwks-document';
import { tokenSourceOf } from './token-source';

/** Shortest time between two fetches once there are keys, milliseconds: a flood of invented kids costs two fetches a minute. */
const COOL_DOWN = 30_000;

/** The same while there is no key at all, and nobody can be let in. */
const COOL_DOWN_WITHOUT_KEYS = 2000;

/** Keys older than this are fetched again in the background, milliseconds, so that withdrawn ones go. */
const REFRESH_AFTER = 600_000;

/**
 * The public keys of the user pool, by kid. `jwks-rsa` fetches and parses; when to fetch, and what to keep, is decided here:
 * the whole set at once, one fetch in flight, never faster than the cool-down, and the old set for as long as no new one can be had.
 */
@Injectable()
export class KeySet implements OnApplicationBootstrap {
  private readonly client: JwksClient;
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private fetching: Promise<void> | undefined;
  private lastFetch = -Infinity;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(LOG) private readonly log: Log,
    readiness: Readiness,
  ) {
    // Its own cache and rate limit are off: the limit locks everybody out, and the cache keeps single keys.
    this.client = new JwksClient({
      jwksUri: tokenSourceOf(environment).jwksUri,
      fetcher: async (uri: string) => ({ keys: acceptableKeys(await fetchKeyDocument(uri)) }),
      cache: false,
      rateLimit: false,
    });
    readiness.add(() => this.keys.size > 0);
  }

  /** Fetches ahead of the first request. The start does not depend on it. */
  onApplicationBootstrap(): void {
    void this.refresh();
  }

  /**
   * The key of a kid. Comes at once, without a promise, when it is known.
   *
   * @returns undefined when the pool has no such key
   * @throws AppError (rejects) `verification_keys_unavailable` when there are no keys at all
   */
  get(kid: string): KeyObject | Promise<KeyObject | undefined> {
    const key = this.keys.get(kid);
    if (key === undefined) return this.fetchAndGet(kid);
    if (Date.now() - this.lastFetch > REFRESH_AFTER) void this.refresh();
    return key;
  }

  private async fetchAndGet(kid: string): Promise<KeyObject | undefined> {
    await this.refresh();
    if (this.keys.size === 0) throw new AppError('verification_keys_unavailable', { retryAfter: 2 });
    return this.keys.get(kid);
  }

  /** Joins the fetch in flight, or starts one unless the last was too recent. Never rejects. */
  private refresh(): Promise<void> {
    if (this.fetching !== undefined) return this.fetching;
    const coolDown = this.keys.size > 0 ? COOL_DOWN : COOL_DOWN_WITHOUT_KEYS;
    if (Date.now() - this.lastFetch < coolDown) return Promise.resolve();
    this.lastFetch = Date.now();
    this.fetching = this.fetch().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetch(): Promise<void> {
    try {
      const keys = byKid(await this.client.getSigningKeys());
      if (keys.size === 0) throw new Error('the key set has no usable key');
      this.keys = keys;
    } catch (error) {
      // The old keys go on: AWS has not stopped signing with them because we cannot reach it.
      this.log.warn(
        { reason: error instanceof Error ? error.message : 'unknown', known: this.keys.size },
        'key set not fetched',
      );
    }
  }
}

/** KeyObjects, made once: handing PEM strings to the verifier would parse them anew for every request. */
function byKid(keys: readonly SigningKey[]): Map<string, KeyObject> {
  const known = new Map<string, KeyObject>();
  for (const signingKey of keys) {
    const key = createPublicKey(signingKey.getPublicKey());
    if (isStrong(key)) known.set(signingKey.kid, key);
  }
  return known;
}

/** 2048 bits at least, and no exponent with which a signature is its own message. */
function isStrong(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && publicExponent >= 65_537n;
}
