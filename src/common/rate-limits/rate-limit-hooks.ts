import type { FastifyInstance } from 'fastify';
import type { AccountLimits } from './account-limits';
import './account-limit.guard';

/**
 * Gives attempts back that did not fail. Before the answer leaves, so that who has just signed in finds the attempt returned; and in
 * a hook of the reply, so that it happens whatever way the answer came about.
 */
export function registerRateLimits(fastify: FastifyInstance, limits: AccountLimits): void {
  fastify.addHook('preSerialization', (request, _reply, payload, done) => {
    if (request.reservation !== undefined) {
      const data = memberOf(payload, 'data') ?? payload;
      if (isSignedIn(data)) limits.rememberPlace(request.reservation);
      else if (request.undecided?.(data) === true) delete request.reservation;
    }
    done(null, payload);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { reservation } = request;
    // A fault of ours or of Cognito (5xx) says nothing about the guess.
    if (reservation !== undefined && (reply.statusCode < 400 || reply.statusCode >= 500)) {
      limits.giveBack(reservation);
      if (request.proves === true && reply.statusCode < 300) limits.rememberPlace(reservation);
      delete request.reservation;
    }
    done(null, payload);
  });
}

/** Of a sign-in only its end proves an account: a challenge is answered to everybody who starts SRP or asks for a code. */
function isSignedIn(data: unknown): boolean {
  return memberOf(data, 'status') === 'SIGNED_IN';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
