// Fastify, aws-jwt-verify, and all layers by hand.
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { withLayers } from './layers.mjs';
import { sessionOf } from './session.mjs';

const { PORT, JWKS, POOL_ID, CLIENT_ID } = process.env;
const verifier = CognitoJwtVerifier.create({ userPoolId: POOL_ID, tokenUse: 'access', clientId: CLIENT_ID });
verifier.cacheJwks(JSON.parse(JWKS));

const { fastify, limit, revoked } = withLayers();
const refusal = (statusCode, code) => Object.assign(new Error(code), { statusCode, code });
fastify.get('/v1/auth/session', {
  onRequest: async (request) => {
    if (!limit(`read:${request.ip}`, 1200, 60)) throw refusal(429, 'rate_limited');
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer') throw refusal(401, 'unauthorized');
    const claims = await verifier.verify(token).catch(() => {
      throw refusal(401, 'unauthorized');
    });
    const end = revoked.get(claims.origin_jti) ?? revoked.get(claims.sub);
    if (end !== undefined && claims.iat <= end) throw refusal(401, 'token_revoked');
    request.claims = claims;
  },
  handler: async (request) => ({ data: sessionOf(request.claims), meta: { requestId: request.id } }),
});
await fastify.listen({ port: Number(PORT), host: '127.0.0.1' });
