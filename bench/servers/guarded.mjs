import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { sessionOf } from './session.mjs';

const { JWKS, POOL_ID, CLIENT_ID } = process.env;

/** Adds the guarded route to Fastify with aws-jwt-verify, as both are written in their own guides, and no layer besides. */
export function addGuarded(fastify) {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: POOL_ID,
    tokenUse: 'access',
    clientId: CLIENT_ID,
  });
  verifier.cacheJwks(JSON.parse(JWKS));
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
}
