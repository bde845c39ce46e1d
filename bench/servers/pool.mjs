// What all systems are told of the user pool that they stand in front of.
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';

export const POOL_ID = 'us-east-1_BenchPool';
export const CLIENT_ID = '1benchclient23456789';
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL_ID}`;
const KID = 'bench';

/** A user pool's key, and tokens that it has signed. */
export class Keys {
  #privateKey;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#privateKey = privateKey;
    /** What the pool publishes. */
    this.jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }] };
  }

  /** Access tokens of so many people, one each. */
  accessTokens(count) {
    return Promise.all(Array.from({ length: count }, (_, index) => this.accessToken(index)));
  }

  /** As Cognito issues them to somebody in two groups. */
  accessToken(index) {
    const now = Math.floor(Date.now() / 1000);
    const sub = uuid(1, index);
    const claims = {
      sub,
      'cognito:groups': ['editors', 'readers'],
      ...{ iss: ISSUER, version: 2, client_id: CLIENT_ID, username: sub, token_use: 'access' },
      origin_jti: uuid(2, index),
      event_id: uuid(3, index),
      scope: 'aws.cognito.signin.user.admin',
      ...{ auth_time: now, iat: now, exp: now + 3600, jti: uuid(4, index) },
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KID }).sign(this.#privateKey);
  }
}

const uuid = (kind, index) => `0000000${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`;
