import { createPublicKey, createSecretKey } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
} from 'jose';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { Guard } from './guard';
import { CLIENT_ID, ISSUER, type Mint } from './mint';
import { keySetOf } from './pool-keys';

/** A guard as tutorials and libraries have it, and classes of hostile tokens that it takes. */
export interface UsualGuard {
  readonly takes: readonly string[];
  readonly guard: (mint: Mint, jwksUri: string) => Guard;
}

type Claims = Record<string, unknown>;

/** Takes what follows `Bearer `, and lets in unless the check throws or says no. */
const byToken =
  (check: (token: string) => unknown): Guard =>
  async (rawHeaders) => {
    try {
      return (await check(rawHeaders.at(-1)?.split(' ')[1] ?? '')) !== false;
    } catch {
      return false;
    }
  };

/** `passport-jwt`, by whatever finds the key. */
function passport(
  options: Partial<StrategyOptionsWithoutRequest>,
  validate: (payload: Claims) => boolean = () => true,
): Guard {
  const strategy = new Strategy(
    { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), ...options } as StrategyOptionsWithoutRequest,
    (payload: Claims, done: (error: unknown, user: unknown) => void) => {
      done(null, validate(payload));
    },
  );
  return (rawHeaders) =>
    new Promise((resolve) => {
      const run = Object.create(strategy) as Record<'success' | 'fail' | 'error', () => void> & Strategy;
      run.success = () => {
        resolve(true);
      };
      run.fail = run.error = () => {
        resolve(false);
      };
      run.authenticate({ headers: { authorization: rawHeaders.at(-1) } } as never);
    });
}

/** With `jwks-rsa`, as NestJS tutorials wire it. */
const tutorial = (jwksUri: string): Partial<StrategyOptionsWithoutRequest> => ({
  secretOrKeyProvider: passportJwtSecret({ cache: true, jwksUri }),
  algorithms: ['RS256'],
  issuer: ISSUER,
});

function cognitoVerifier(mint: Mint): Guard {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: ISSUER.slice(ISSUER.lastIndexOf('/') + 1),
    tokenUse: 'access',
    clientId: CLIENT_ID,
  });
  const { first, second, plain } = mint.keys;
  const kids = [mint.header.kid, 'pool_key-2', 'plain'];
  const keys = [first, second, plain].map(({ publicKey }, i) => ({
    ...publicKey.export({ format: 'jwk' }),
    ...{ kid: kids[i] ?? '', use: 'sig', alg: 'RS256', kty: 'RSA' },
  }));
  verifier.cacheJwks({ keys });
  return byToken((token) => verifier.verify(token));
}

/** A verifier that lets the header choose, as the first ones did (CVE-2015-9235, CVE-2016-10555). */
async function byHeader(mint: Mint, token: string): Promise<boolean> {
  const { alg } = decodeProtectedHeader(token);
  if (alg?.toLowerCase() === 'none') return true;
  const pem = mint.keys.first.publicKey.export({ format: 'pem', type: 'spki' });
  const key = alg?.startsWith('HS') === true ? createSecretKey(Buffer.from(pem)) : createPublicKey(pem);
  await jwtVerify(token, key);
  return true;
}

export const usualGuards: Readonly<Record<string, UsualGuard>> = {
  'decodes and does not verify': {
    takes: ['signature without a key', 'one letter changed', 'alg none', 'kid that is a command'],
    guard: () => byToken((token) => decodeJwt(token).iss === ISSUER),
  },
  'lets the header choose the algorithm': {
    takes: ['alg none', 'HMAC with the public key', 'alg of another name', 'use that is another one'],
    guard: (mint) => byToken((token) => byHeader(mint, token)),
  },
  'believes the key in the header': {
    takes: ['key in the header'],
    guard: () =>
      byToken(async (token) => {
        const { jwk, alg } = decodeProtectedHeader(token);
        await jwtVerify(token, await importJWK(jwk ?? {}, alg));
      }),
  },
  'fetches the key from where the header says': {
    takes: ['address of a key in the header'],
    guard: () =>
      byToken(async (token) => {
        const { jku } = decodeProtectedHeader(token);
        await jwtVerify(token, createRemoteJWKSet(new URL(jku ?? '')));
      }),
  },
  'is passport-jwt with a public key': {
    takes: [
      'alg of another name',
      'crit',
      'kid that is a path',
      'issuer of another pool',
      'claim twice',
      'end that is no time',
    ],
    guard: ({ keys }) =>
      passport({ secretOrKey: keys.first.publicKey.export({ format: 'pem', type: 'spki' }).toString() }),
  },
  'is passport-jwt with jwks-rsa': {
    takes: [
      'use that is another one',
      'client that is another one',
      'crit',
      'key that must not verify',
      'claim twice',
    ],
    guard: (_mint, jwksUri) => passport(tutorial(jwksUri)),
  },
  'is passport-jwt with jwks-rsa and the usual checks of claims': {
    takes: [
      'crit',
      'key that must not verify',
      'claim that is no text',
      'base64url in another spelling',
      'end that is no time',
    ],
    guard: (_mint, jwksUri) =>
      passport(
        tutorial(jwksUri),
        ({ token_use, client_id }) => token_use === 'access' && client_id === CLIENT_ID,
      ),
  },
  'is jose with a key set': {
    takes: ['use that is another one', 'typ', 'claim that is no text', 'member twice by escapes'],
    guard: (mint) => {
      const keys = createLocalJWKSet(keySetOf(mint.keys));
      return byToken((token) => jwtVerify(token, keys, { issuer: ISSUER }));
    },
  },
  'is aws-jwt-verify': {
    takes: ['crit', 'claim twice', 'audience that is another one', 'times that do not fit together'],
    guard: cognitoVerifier,
  },
};
