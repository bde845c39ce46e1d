import { createHmac, type KeyObject, sign } from 'node:crypto';
import type { PoolKeys } from './pool-keys';

/** What is wrong with a token (or odd about it), and the token. */
export type Variant = readonly [name: string, token: string];

/** Tokens of one kind, made from a good one. */
export type TokenClass = (mint: Mint) => Variant[];

export type TokenClasses = Readonly<Record<string, TokenClass>>;

/** Makes the signature of `header.payload`. */
export type Signer = (input: string) => Buffer;

export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
export const CLIENT_ID = '1example23456789';

/** Longest token in characters that the guard looks at. */
export const MAX_LENGTH = 8192;

export const base64url = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');
export const json = (value: unknown): string => JSON.stringify(value);
/** A name for a test, of whatever is odd. */
export const shown = (value: unknown): string =>
  (json(value) as string | undefined)?.slice(0, 120) ?? 'undefined';

export const rs256 =
  (key: KeyObject, digest = 'RSA-SHA256'): Signer =>
  (input) =>
    sign(digest, Buffer.from(input, 'latin1'), key);
export const hmac =
  (secret: string | Buffer, digest = 'sha256'): Signer =>
  (input) =>
    createHmac(digest, secret).update(input).digest();

/** Text and bytes stand as they are, so that they may be malformed. */
const bytes = (value: unknown): string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array ? value : json(value);

/**
 * Makes access tokens as the pool does, signed by a key that the guard trusts unless another one is given: whatever is wrong with a
 * token, nothing but the check of that stands between it and the caller.
 */
export class Mint {
  /** Seconds since the epoch. */
  readonly now = Math.floor(Date.now() / 1000);
  readonly header = { kid: 'pool-key+1/=', alg: 'RS256' };
  readonly claims = {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    'cognito:groups': ['admin'],
    iss: ISSUER,
    version: 2,
    client_id: CLIENT_ID,
    origin_jti: 'bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee',
    event_id: 'cccccccc-bbbb-cccc-dddd-eeeeeeeeeeee',
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    auth_time: this.now - 10,
    exp: this.now + 3600,
    iat: this.now - 10,
    jti: 'dddddddd-bbbb-cccc-dddd-eeeeeeeeeeee',
    username: 'ada',
  };
  readonly valid: string;
  /** The parts of the valid token. */
  readonly parts: readonly [header: string, payload: string, signature: string];

  /** @param elsewhere origin of a server that nobody has a reason to ask */
  constructor(
    readonly keys: PoolKeys,
    readonly elsewhere: string,
  ) {
    this.valid = this.token(this.header, this.claims);
    this.parts = this.valid.split('.') as [string, string, string];
  }

  /** A signed token. */
  token(header: unknown, payload: unknown, signer: Signer = this.signer): string {
    const input = `${base64url(bytes(header))}.${base64url(bytes(payload))}`;
    return `${input}.${base64url(signer(input))}`;
  }

  /** With these members over those of the header; `undefined` takes one away. */
  withHeader(members: object, signer?: Signer): string {
    return this.token({ ...this.header, ...members }, this.claims, signer);
  }

  /** With these claims over the usual ones; `undefined` takes one away. */
  withClaims(members: object): string {
    return this.token(this.header, { ...this.claims, ...members });
  }

  /** With a claim whose value is this JSON text, however it is spelt. */
  withClaimText(name: string, text: string): string {
    const marked = json({ ...this.claims, [name]: 'HERE' });
    return this.token(
      this.header,
      marked.replace('"HERE"', () => text),
    );
  }

  /** Signed by the pool's first key. */
  get signer(): Signer {
    return rs256(this.keys.first.privateKey);
  }
}

/** One variant for each value. */
export const each = <T>(
  values: readonly T[],
  token: (value: T) => string,
  name: (value: T) => string = shown,
): Variant[] => values.map((value) => [name(value), token(value)]);
