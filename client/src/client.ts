import { unlessAborted } from './abort.ts';
import { type Call, type Connection, type Method, send, type Success } from './http.ts';
import { type Fetch, platform, type Signal } from './platform.ts';
import { isProblem } from './problem.ts';
import {
  filled,
  type InputArgument,
  type ItemOf,
  type ListPath,
  type Output,
  type PathFor,
} from './routes.ts';
import { Session, type SessionEnd, type Tokens } from './session.ts';
import { type SignInPort, type SignInRequest, type SignInResult, stepOf } from './sign-in.ts';
import { memoryStore, type StoredTokens, type TokenStore } from './token-store.ts';
import type { components } from './types.ts';

type Schemas = components['schemas'];

export interface GatehouseOptions {
  /** Where the service is, e.g. `https://api.example.com`. */
  readonly baseUrl: string;
  /** Where tokens are kept. Default: memory. */
  readonly store?: TokenStore;
  /** Told when the session is over: signed out here, ended by age, or revoked. Show the sign-in form then. */
  readonly onSessionEnd?: (reason: SessionEnd) => void;
  /** How long before their end tokens are renewed, seconds. Default 60, and at most half of their life. */
  readonly refreshAhead?: number;
  /** How long an answer may take, seconds. Default 30. */
  readonly timeout?: number;
  /** Encoded device data for threat protection, made by AWS's library. */
  readonly deviceData?: () => string | undefined;
  /** Default: the platform's. */
  readonly fetch?: Fetch;
}

/** Anything that a call takes besides its route. */
interface AnyInput {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly signal?: Signal | undefined;
}

/** What a call has come to. */
interface Authorized<T> {
  readonly success: Success<T> | undefined;
  /** The sign-in that made it; undefined for nobody. */
  readonly by: string | undefined;
}

/** Refusals after which a call is repeated once with renewed tokens. */
const STALE_TOKEN = ['unauthorized', 'token_revoked'] as const;

/**
 * A client of the Gatehouse API. Keeps the tokens, renews them ahead of their end and after a 401, one refresh at a time, and repeats
 * the refused call once. Nothing else is repeated: after a 503, a 429 or a lost connection only the app knows whether that does harm.
 *
 * A call is made by whoever was signed in when it began: when somebody else signs in meanwhile, it is never repeated as them.
 *
 * Every method throws GatehouseProblem when the service refuses and GatehouseUnreachable without an answer.
 */
export class GatehouseClient {
  private readonly connection: Connection;
  private readonly session: Session;
  private readonly deviceData: () => string | undefined;
  private readonly port: SignInPort;

  constructor(options: GatehouseOptions) {
    this.connection = {
      baseUrl: options.baseUrl.replace(/\/+$/, ''),
      // Called by name at each call: a fetch that is replaced later, and one that minds its `this`, both work.
      fetch: options.fetch ?? ((url, init) => platform.fetch(url, init)),
      timeout: (options.timeout ?? 30) * 1000,
    };
    this.deviceData = options.deviceData ?? (() => undefined);
    this.session = new Session({
      store: options.store ?? memoryStore(),
      refreshAhead: (options.refreshAhead ?? 60) * 1000,
      refresh: (tokens) => this.refreshed(tokens),
      discard: (tokens) => this.discarded(tokens),
      onEnd: options.onSessionEnd ?? (() => undefined),
    });
    this.port = {
      answer: (body) => this.open('POST', '/v1/auth/challenge', body),
      beginTotp: (body) => this.open('POST', '/v1/auth/challenge/totp', body),
      signedIn: (tokens, deviceKey) => this.session.begin(tokens, deviceKey),
    };
  }

  /** What forms need to know: methods, password policy, attributes. */
  configuration(): Promise<Schemas['ConfigurationResponse']> {
    return this.open('GET', '/v1/auth/configuration');
  }

  /** Makes an account. The `session` of the answer signs in with the confirmation. */
  signUp(request: Schemas['SignUpRequest']): Promise<Schemas['SignUpResponse']> {
    return this.open('POST', '/v1/auth/sign-up', request);
  }

  /** Confirms an account by its code. */
  async confirmSignUp(
    request: Schemas['ConfirmSignUpRequest'],
  ): Promise<{ readonly status: 'CONFIRMED' } | SignInResult> {
    const answer = await this.open<Schemas['ConfirmSignUpResponse']>(
      'POST',
      '/v1/auth/sign-up/confirm',
      request,
    );
    const { status, ...rest } = answer;
    return status === 'CONFIRMED' ? { status } : stepOf(this.port, { status, ...rest }, undefined);
  }

  /** Sends the code of a sign-up again. */
  resendCode(request: Schemas['ResendCodeRequest']): Promise<Schemas['ResendCodeResponse']> {
    return this.open('POST', '/v1/auth/sign-up/resend', request);
  }

  /** Signs in: done, or a challenge to answer. The tokens are kept by the client. */
  async signIn(request: SignInRequest): Promise<SignInResult> {
    const body: Schemas['SignInRequest'] = request;
    return stepOf(this.port, await this.open('POST', '/v1/auth/sign-in', body), request.deviceKey);
  }

  /** Sends a code for a new password. */
  forgotPassword(request: Schemas['ForgotPasswordRequest']): Promise<Schemas['ForgotPasswordResponse']> {
    return this.open('POST', '/v1/auth/password/forgot', request);
  }

  /** Sets a new password by the code. */
  async resetPassword(request: Schemas['ResetPasswordRequest']): Promise<void> {
    await this.open('POST', '/v1/auth/password/reset', request);
  }

  /** Whether somebody is signed in, as far as this client knows. */
  async isSignedIn(): Promise<boolean> {
    return (await this.session.tokens()) !== undefined;
  }

  /** A token for calls to other services of yours, renewed if need be; undefined when nobody is signed in. */
  async accessToken(): Promise<string | undefined> {
    return (await this.session.usable())?.accessToken;
  }

  /**
   * Signs out. The tokens are forgotten first, and even when the service cannot be told.
   *
   * @throws GatehouseUnreachable and the like when the service could not be told; what the store says when it lets nothing go
   */
  async signOut(): Promise<void> {
    const removed = await this.session.end('signed_out');
    if (removed === undefined) return;
    const { tokens, failure } = removed;
    await this.open('POST', '/v1/auth/sign-out', { refreshToken: tokens.refreshToken }, bearer(tokens));
    if (failure !== undefined) throw failure as Error;
  }

  /** Signs out everywhere: on all devices of this user. */
  async signOutEverywhere(): Promise<void> {
    const { by } = await this.authorized({ method: 'POST', path: '/v1/auth/sign-out/everywhere' });
    await this.session.end('signed_out', by);
  }

  /**
   * Calls any route as the signed-in user: `client.call('get', '/v1/users/me')`.
   *
   * @returns the `data` of the answer; undefined for a 204
   */
  async call<V extends Lowercase<Method>, P extends PathFor<V>>(
    verb: V,
    path: P,
    ...[input]: InputArgument<V, P>
  ): Promise<Output<V, P>> {
    const { success } = await this.authorized<Output<V, P>>(callOf(verb, path, input));
    return success?.data;
  }

  /**
   * All items of a list, page by page as they are asked for. All pages are asked for by the same user.
   *
   * @param input as for `call`; `limit` in its query is the size of a page, `cursor` where to begin
   */
  async *list<P extends ListPath>(
    path: P,
    ...[input]: InputArgument<'get', P>
  ): AsyncGenerator<ItemOf<P>, void, undefined> {
    const first = callOf('get', path, input);
    let reader: string | undefined;
    let cursor: string | undefined;
    do {
      const query = { ...first.query, ...(cursor === undefined ? {} : { cursor }) };
      const page = await this.authorized<readonly ItemOf<P>[]>({ ...first, query }, reader);
      yield* page.success?.data ?? [];
      reader = page.by;
      cursor = page.success?.meta.nextCursor;
    } while (cursor !== undefined);
  }

  /** @param of whose call it is; that of whoever is signed in when left out */
  private async authorized<T>(call: Call, of?: string): Promise<Authorized<T>> {
    const tokens = await unlessAborted(this.session.usable(of), call.signal);
    const by = tokens?.signIn;
    try {
      return { success: await this.send<T>(call, bearer(tokens)), by };
    } catch (error) {
      if (tokens === undefined || !isProblem(error, ...STALE_TOKEN)) throw error;
      const renewal = this.session.renew(tokens, error.code === 'token_revoked' ? 'revoked' : 'expired');
      const fresh = await unlessAborted(renewal, call.signal);
      // The session is over: what the service said about the old token is the answer.
      if (fresh === undefined) throw error;
      return { success: await this.send<T>(call, bearer(fresh)), by };
    }
  }

  /** A call that needs nobody to be signed in. */
  private async open<T>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const success = await this.send<T>({ method, path, body }, headers);
    return success?.data as T;
  }

  private send<T>(call: Call, headers: Readonly<Record<string, string>>): Promise<Success<T> | undefined> {
    const deviceData = this.deviceData();
    return send<T>(this.connection, {
      ...call,
      headers: { ...headers, ...(deviceData === undefined ? {} : { 'x-device-data': deviceData }) },
    });
  }

  private async refreshed({ refreshToken, deviceKey }: StoredTokens): Promise<Tokens> {
    const body: Schemas['RefreshRequest'] = {
      refreshToken,
      ...(deviceKey === undefined ? {} : { deviceKey }),
    };
    const { tokens } = await this.open<Schemas['SignInResponse']>('POST', '/v1/auth/refresh', body);
    if (tokens === undefined) throw new TypeError('A refresh has no tokens');
    return tokens;
  }

  /** Whether or not it can be done now, the app has no part in it. */
  private async discarded({ refreshToken }: StoredTokens): Promise<void> {
    await this.open('POST', '/v1/auth/sign-out', { refreshToken }).catch(() => undefined);
  }
}

function callOf(verb: string, path: string, input: AnyInput = {}): Call {
  const { path: parameters, query, body, signal } = input;
  return {
    method: verb.toUpperCase() as Method,
    path: filled(path, parameters as Readonly<Record<string, unknown>>),
    query: query as Call['query'],
    body,
    signal,
  };
}

function bearer(tokens: StoredTokens | undefined): Readonly<Record<string, string>> {
  return tokens === undefined ? {} : { authorization: `Bearer ${tokens.accessToken}` };
}
