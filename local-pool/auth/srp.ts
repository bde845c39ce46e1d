import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  fromNumber,
  generator,
  modulus,
  numberFrom,
  padded,
  power,
  powerOfGenerator,
  sha256,
} from './srp-group';

/**
 * The server's side of SRP-6a as Cognito's clients speak it (shared by passwords and devices). Source: amazon-cognito-identity-js,
 * AuthenticationHelper.
 */

/** k = H(N, g), both padded as Cognito's clients pad, which is not how RFC 5054 does it. */
const multiplier = numberFrom(sha256(padded(fromNumber(modulus)), padded(fromNumber(generator))));

/** The server's half of an exchange. Hexadecimal strings. */
export interface ServerKeys {
  /** b, never told. */
  readonly secret: string;
  /** B = k·v + g^b mod N, told as SRP_B. */
  readonly shown: string;
}

/** What a claim is checked against. */
export interface Exchange extends ServerKeys {
  /** The pool id after its underscore, or the device group key. */
  readonly group: string;
  /** USER_ID_FOR_SRP, or the device key. */
  readonly userId: string;
  /** v, hexadecimal. */
  readonly verifier: string;
  /** A as the client sent it (SRP_A), hexadecimal. */
  readonly clientKey: string;
}

/** The client's proof: PASSWORD_CLAIM_SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE (both Base64) and TIMESTAMP. */
export interface Claim {
  readonly secretBlock: string;
  readonly signature: string;
  readonly timestamp: string;
}

/** @param verifier v, hexadecimal */
export function openExchange(verifier: string): ServerKeys {
  const secret = randomBytes(32);
  const shown = (multiplier * numberFrom(verifier) + numberFrom(powerOfGenerator(secret))) % modulus;
  // B = 0 would tell the client nothing to prove against; it does not happen in the age of the universe.
  return shown === 0n
    ? openExchange(verifier)
    : { secret: secret.toString('hex'), shown: shown.toString(16) };
}

/** Whether an SRP_A can be used: hexadecimal, and not a multiple of N, with which anybody could prove anything. */
export function isClientKey(clientKey: string): boolean {
  return /^[0-9a-f]{1,1024}$/iu.test(clientKey) && numberFrom(clientKey) % modulus !== 0n;
}

/** Whether the claim proves knowledge of the password behind the verifier. */
export function proves(exchange: Exchange, { secretBlock, signature, timestamp }: Claim): boolean {
  const expected = createHmac('sha256', sessionKey(exchange))
    .update(exchange.group)
    .update(exchange.userId)
    .update(Buffer.from(secretBlock, 'base64'))
    .update(timestamp)
    .digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** K, 16 bytes. */
export function sessionKey({ clientKey, secret, shown, verifier }: Exchange): Buffer {
  const A = numberFrom(clientKey);
  const u = sha256(padded(bytesOf(clientKey)), padded(bytesOf(shown)));
  const base = (A * power(numberFrom(verifier), numberFrom(u))) % modulus;
  const S = power(base, numberFrom(secret));
  return Buffer.from(hkdfSync('sha256', padded(fromNumber(S)), padded(u), 'Caldera Derived Key', 16));
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
