import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import { initiate, respond } from '../auth/engine';
import { invalidParameter, missingParameter } from '../auth/refusals';
import type { AuthCall, AuthOutcome, AuthStart, Entries } from '../auth/sign-in';
import { localProvider, offersLocalUsers } from '../federation/providers';
import type { Answer } from '../http/answer';
import { PoolError } from '../pool-error';
import { digestOf } from '../tokens/refresh-token';
import type { PoolContext } from '../operation';
import { withAuthorizeRequest } from './authorize';
import { browserSession } from './browser-session';
import { challengeAnswer, challengeFields, formOf, type PutChallenge } from './challenge-page';
import { complete, completeSignIn } from './complete';
import { checkCsrf } from './csrf';
import { codesOf, signInAnswer, type LoginStep } from './login-page';
import { RedirectError } from './oauth-error';
import { codeField } from './pages/sign-in-page';
import { parameter, type HostedHandler } from './request';
import { putTotpSetup, verifyTotp } from './totp-setup';

/** `GET /login`: the sign-in page. Takes the parameters of an authorization request. */
export const showLogin: HostedHandler = (parts, request) =>
  withAuthorizeRequest(parts.context, request, (asked) => signInAnswer({ parts, request, asked }));

/**
 * `POST /login`: the sign-in form and the forms of the challenges after it, answered by the engine that serves the API.
 *
 * @throws PageError
 */
export const login: HostedHandler = (parts, request) =>
  withAuthorizeRequest(parts.context, request, (asked) => {
    checkCsrf(request);
    const step: LoginStep = { parts, request, asked };
    if (request.form.has('continue')) return continueSession(step);
    if (!offersLocalUsers(asked.client)) throw new RedirectError('unauthorized_client');
    return request.form.has('challenge') ? answerChallenge(step) : signIn(step);
  });

/** Goes on as whoever is signed in with this browser. */
function continueSession(step: LoginStep): Answer | Promise<Answer> {
  const { parts, request, asked } = step;
  const session = browserSession(parts.context, asked.client, request);
  return session ? complete(parts.context, asked, session) : signInAnswer(step);
}

async function signIn(step: LoginStep): Promise<Answer> {
  const { parts, request } = step;
  const username = parameter(request.form, 'username') ?? '';
  try {
    const start = { ...callOf(step), ...firstFactor(step, username), session: undefined };
    return await goOn(step, username, await initiate(parts.context, start));
  } catch (error) {
    return signInAnswer(step, refusalIn(error));
  }
}

/** The password, unless a code was asked for instead. */
function firstFactor(
  { request: { form }, asked }: LoginStep,
  USERNAME: string,
): Pick<AuthStart, 'flow' | 'parameters'> {
  const code = codesOf(asked.pool).find(([, factor]) => factor === form.get(codeField))?.[1];
  if (code === undefined) {
    return { flow: 'USER_PASSWORD_AUTH', parameters: { USERNAME, PASSWORD: form.get('password') ?? '' } };
  }
  return { flow: 'USER_AUTH', parameters: { USERNAME, PREFERRED_CHALLENGE: code } };
}

async function answerChallenge(step: LoginStep): Promise<Answer> {
  const { parts, request } = step;
  const put = challengeFields(request.form);
  try {
    const { session, responses } = await responsesTo(step, put);
    const answer = { challenge: put.name, session, responses: { ...responses, USERNAME: put.username } };
    return await goOn(step, put.username, await respond(parts.context, { ...callOf(step), ...answer }));
  } catch (error) {
    const refusal = refusalIn(error);
    // A Session that is still good is asked again; otherwise it begins anew.
    return isOpen(parts.context, put.session)
      ? challengeAnswer(step, put, { kind: 'bad', text: refusal.message })
      : signInAnswer(step, refusal);
  }
}

async function responsesTo(
  { parts, request }: LoginStep,
  put: PutChallenge,
): Promise<{ readonly session: string; readonly responses: Entries }> {
  if (put.setupSecret !== undefined) {
    return { session: await verifyTotp(parts, request, put.session), responses: {} };
  }
  const form = formOf(put);
  if (!form) throw missingParameter('challenge');
  return { session: put.session, responses: form.responses(request.form) };
}

async function goOn(step: LoginStep, username: string, outcome: AuthOutcome): Promise<Answer> {
  const { parts, asked } = step;
  if (outcome.signedIn) {
    return completeSignIn(parts.context, asked, { ...outcome.signedIn, provider: localProvider });
  }
  const name = outcome.ChallengeName as ChallengeNameType;
  // The code that was asked for is none of the ways that this user has.
  if (name === 'SELECT_CHALLENGE' || name === 'PASSWORD')
    throw invalidParameter('No code can be sent for this sign-in.');
  const put = {
    name,
    session: outcome.Session ?? '',
    username,
    parameters: outcome.ChallengeParameters ?? {},
  };
  return challengeAnswer(step, await putTotpSetup(step, put));
}

function callOf({ request, asked: { pool, client } }: LoginStep): AuthCall {
  return { api: 'hosted', pool, client, clientMetadata: {}, caller: request.caller };
}

function isOpen(context: PoolContext, session: string): boolean {
  const record = context.store.sessions.get(digestOf(session));
  return record !== undefined && record.usedAt === undefined && record.expiresAt > context.clock.now();
}

function refusalIn(error: unknown): PoolError {
  if (error instanceof PoolError) return error;
  throw error;
}
