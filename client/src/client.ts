import { type Call, type Fetch, type Method, send, type Success } from './http.ts';
import { isProblem } from './problem.ts';
import { filled, type Input, type ItemOf, type ListPath, type Output, type PathFor } from './routes.ts';
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
  /** How long before their end tokens are renewed, seconds. Default 60. */
  readonly refreshAhead?: number;
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
  readonly signal?: AbortSignal | undefined;
}

/** Refusals after which a call is repeated once with renewed tokens. */
const STALE_TOKEN = ['unauthorized', 'token_revoked'] as const;

/**
 * A client of the Gatehouse API. Keeps the tokens, renews them ahead of their end and after a 401, one refresh at a time, and repeats
 * the refused call once.
 *
 * Every method throws GatehouseProblem when the service refuses and GatehouseUnreachable without an answer.
 */
export class GatehouseClient {
  private readonly baseUrl: string;
  private readonly fetch: Fetch;
  private readonly session: Session;
  private readonly deviceData: () => string | undefined;
  private readonly port: SignInPort;

  constructor(options: GatehouseOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    // Called by name at each call: a fetch that is replaced later, and one that minds its `this`, both work.
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.deviceData = options.deviceData ?? (() => undefined);
    this.session = new Session({
      store: options.store ?? memoryStore(),
      refreshAhead: (options.refreshAhead ?? 60) * 1000,
      refresh: (tokens) => this.refreshed(tokens),
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
    return stepOf(this.port, await this.open('POST', '/v1/auth/sign-in', request), request.deviceKey);
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

  /** Signs out here. The tokens are forgotten even when the service cannot be told. */
  async signOut(): Promise<void> {
    const tokens = await this.session.tokens();
    await this.session.end('signed_out');
    if (tokens === undefined) return;
    await this.open('POST', '/v1/auth/sign-out', { refreshToken: tokens.refreshToken }, bearer(tokens));
  }

  /** Signs out everywhere. */
  async signOutEverywhere(): Promise<void> {
    await this.call('post', '/v1/auth/sign-out/everywhere', {});
    await this.session.end('signed_out');
  }

  /**
   * Calls any route as the signed-in user: `client.call('get', '/v1/users/me', {})`.
   *
   * @returns the `data` of the answer
   */
  async call<V extends Lowercase<Method>, P extends PathFor<V>>(
    verb: V,
    path: P,
    input: Input<V, P>,
  ): Promise<Output<V, P>> {
    const success = await this.authorized<Output<V, P>>(callOf(verb, path, input));
    return success?.data;
  }

  /** All items of a list, page by page as they are asked for. */
  async *list<P extends ListPath>(
    path: P,
    input: Input<'get', P>,
  ): AsyncGenerator<ItemOf<P>, void, undefined> {
    const first = callOf('get', path, input);
    let cursor: string | undefined;
    do {
      const page = await this.authorized<readonly ItemOf<P>[]>({
        ...first,
        query: { ...first.query, ...(cursor === undefined ? {} : { cursor }) },
      });
      yield* page?.data ?? [];
      cursor = page?.meta.nextCursor;
    } while (cursor !== undefined);
  }

  private async authorized<T>(call: Call): Promise<Success<T> | undefined> {
    const tokens = await this.session.usable();
    try {
      return await this.send<T>(call, bearer(tokens));
    } catch (error) {
      if (tokens === undefined || !isProblem(error, ...STALE_TOKEN)) throw error;
      const fresh = await this.session.renew(tokens);
      // The session is over: what the service said about the old token is the answer.
      if (fresh === undefined) throw error;
      return this.send<T>(call, bearer(fresh));
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
    return send<T>(this.fetch, this.baseUrl, {
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
}

function callOf(verb: string, path: string, { path: parameters, query, body, signal }: AnyInput): Call {
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
