// Fastify, the SDK with its defaults and aws-jwt-verify, as their guides write them: a sign-in and a guarded route, and no layer besides.
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import Fastify from 'fastify';
import { sessionOf } from './session.mjs';

const { PORT, JWKS, POOL_ID, CLIENT_ID, COGNITO_ENDPOINT } = process.env;
const cognito = new CognitoIdentityProviderClient({ endpoint: COGNITO_ENDPOINT });
const verifier = CognitoJwtVerifier.create({ userPoolId: POOL_ID, tokenUse: 'access', clientId: CLIENT_ID });
verifier.cacheJwks(JSON.parse(JWKS));

const fastify = Fastify();
fastify.post('/v1/auth/sign-in', async (request) => {
  const { username, password } = request.body;
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: CLIENT_ID,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  return {
    accessToken: tokens.AccessToken,
    idToken: tokens.IdToken,
    refreshToken: tokens.RefreshToken,
    tokenType: tokens.TokenType,
    expiresIn: tokens.ExpiresIn,
  };
});
fastify.get('/v1/auth/session', {
  onRequest: async (request, reply) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    try {
      if (scheme !== 'Bearer') throw new Error('no token');
      request.claims = await verifier.verify(token);
    } catch {
      await reply.code(401).send({ code: 'unauthorized' });
    }
  },
  handler: async (request) => ({ data: sessionOf(request.claims), meta: { requestId: request.id } }),
});
await fastify.listen({ port: Number(PORT), host: '127.0.0.1' });
