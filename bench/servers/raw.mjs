// Fastify and aws-jwt-verify, as both are written in their own guides: the guard alone, and no layer besides.
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import Fastify from 'fastify';
import { sessionOf } from './session.mjs';

const { PORT, JWKS, POOL_ID, CLIENT_ID } = process.env;
const verifier = CognitoJwtVerifier.create({ userPoolId: POOL_ID, tokenUse: 'access', clientId: CLIENT_ID });
verifier.cacheJwks(JSON.parse(JWKS));

const fastify = Fastify();
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
