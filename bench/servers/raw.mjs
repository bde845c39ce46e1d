// Fastify and aws-jwt-verify: the guard alone, and no layer besides.
import Fastify from 'fastify';
import { addGuarded } from './guarded.mjs';

const fastify = Fastify();
addGuarded(fastify);
await fastify.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
