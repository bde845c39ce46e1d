import type { Environment } from '../config/environment';
import { tokenSourceOf } from './token-source';

const POOL = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI', COGNITO_CLIENT_ID: '1example23456789' };
const AWS = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const CHINA = 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI';

/** Only what matters here, without the schema. */
const environmentOf = (variables: Record<string, string>) => variables as unknown as Environment;

it.each<[string, Record<string, string>, string, string]>([
  ['the region of the pool', {}, AWS, `${AWS}/.well-known/jwks.json`],
  [
    'a region in China',
    { COGNITO_USER_POOL_ID: 'cn-north-1_AbCdEfGhI' },
    CHINA,
    `${CHINA}/.well-known/jwks.json`,
  ],
  [
    'a configured issuer',
    { COGNITO_ISSUER: 'https://i.example/p' },
    'https://i.example/p',
    'https://i.example/p/.well-known/jwks.json',
  ],
  [
    'an endpoint that is not AWS, for the keys alone',
    { COGNITO_ENDPOINT: 'http://127.0.0.1:9229/' },
    AWS,
    'http://127.0.0.1:9229/eu-west-1_AbCdEfGhI/.well-known/jwks.json',
  ],
  [
    'an endpoint with slashes behind',
    { COGNITO_ENDPOINT: 'http://127.0.0.1:9229///' },
    AWS,
    'http://127.0.0.1:9229/eu-west-1_AbCdEfGhI/.well-known/jwks.json',
  ],
  ['a configured place of keys', { COGNITO_JWKS_URI: 'http://127.0.0.1:9/k' }, AWS, 'http://127.0.0.1:9/k'],
])('issuer and keys follow %s', (_case, variables, issuer, jwksUri) => {
  expect(tokenSourceOf(environmentOf({ ...POOL, ...variables }))).toEqual({
    issuer,
    clientId: POOL.COGNITO_CLIENT_ID,
    jwksUri,
    clockAhead: 'COGNITO_ENDPOINT' in variables ? Infinity : 300,
  });
});

it('a configured region counts before the one in the id of the pool', () => {
  const environment = environmentOf({ ...POOL, AWS_REGION: 'us-east-1' });
  expect(tokenSourceOf(environment).issuer).toBe(
    'https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  );
});

it.each([{}, { COGNITO_USER_POOL_ID: 'x_y' }, { COGNITO_CLIENT_ID: 'x' }])(
  'no tokens are taken without a pool: %j',
  (variables) => {
    expect(() => tokenSourceOf(environmentOf(variables as Record<string, string>))).toThrow(
      'No user pool is configured',
    );
  },
);
