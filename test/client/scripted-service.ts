import type { Fetch, FetchInit, FetchResponse, Problem, ProblemCode } from '../../client/src/index.ts';

/** One call as it came in. */
export interface Sent {
  readonly call: string;
  readonly token: string | undefined;
  readonly body: any;
}

interface SignIn {
  readonly username: string;
  /** Counts renewals: tokens of an earlier one are not good any more. */
  renewals: number;
  over: boolean;
}

export const REFRESH = 'POST /v1/auth/refresh';
export const ME = 'GET /v1/users/me';
export const PATCH_ME = 'PATCH /v1/users/me';
export const SIGN_OUT = 'POST /v1/auth/sign-out';

/**
 * As much of the service as a session needs, for races: an answer can be held back, replaced or lost. Refresh tokens rotate, without a
 * grace period.
 */
export class ScriptedService {
  readonly sent: Sent[] = [];
  private readonly signIns: SignIn[] = [];
  private readonly held = new Map<string, Promise<void>>();
  private readonly replaced = new Map<string, (() => FetchResponse)[]>();
  /** Life of the tokens that are given, seconds. */
  expiresIn = 3600;

  /** What a client is given in place of the platform's. It minds no signal. */
  readonly fetch: Fetch = async (url, init) => {
    const call = `${init.method} ${new URL(url).pathname}`;
    const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body);
    this.sent.push({ call, token: init.headers['authorization'], body });
    const answer = this.replaced.get(call)?.shift() ?? (() => this.answer(call, init, body));
    const given = answer();
    const held = this.held.get(call);
    this.held.delete(call);
    await held;
    return given;
  };

  /** The names of the calls that came in, since the last look. */
  calls(): string[] {
    return this.sent.splice(0).map(({ call }) => call);
  }

  /** The next answer of a route, made when it was asked for, comes in late. @returns lets it come */
  hold(call: string): () => void {
    let release = (): void => undefined;
    this.held.set(call, new Promise<void>((resolve) => (release = resolve)));
    return () => {
      release();
    };
  }

  /** The next answer of a route, in place of the right one. */
  next(call: string, answer: () => FetchResponse): void {
    this.replaced.set(call, [...(this.replaced.get(call) ?? []), answer]);
  }

  /** All access tokens end, as by time. */
  endAccessTokens(): void {
    for (const signIn of this.signIns) signIn.renewals += 0.5;
  }

  private answer(call: string, { headers }: FetchInit, body: any): FetchResponse {
    if (call === 'POST /v1/auth/sign-in') return this.begin(body.username as string);
    if (call === REFRESH) return this.refresh(body.refreshToken as string);
    if (call === SIGN_OUT) {
      const { id } = this.named(body.refreshToken as string);
      const known = this.signIns[id];
      if (known !== undefined) known.over = true;
      return new Response(null, { status: 204 });
    }
    const { id, renewals } = this.named((headers['authorization'] ?? '').replace('Bearer ', ''));
    const signIn = this.signIns[id];
    if (signIn === undefined || signIn.renewals !== renewals) return problem(401, 'unauthorized');
    if (signIn.over) return problem(401, 'token_revoked');
    return success({ sub: signIn.username });
  }

  private begin(username: string): FetchResponse {
    this.signIns.push({ username, renewals: 0, over: false });
    return this.tokens(this.signIns.length - 1);
  }

  private refresh(refreshToken: string): FetchResponse {
    const { id, renewals } = this.named(refreshToken);
    const signIn = this.signIns[id];
    if (signIn === undefined || signIn.over) return problem(401, 'invalid_refresh_token');
    if (Math.floor(signIn.renewals) !== renewals) return problem(401, 'refresh_token_reused');
    signIn.renewals = renewals + 1;
    return this.tokens(id);
  }

  private tokens(id: number): FetchResponse {
    const token = `${id}.${this.signIns[id]?.renewals ?? 0}`;
    const { expiresIn } = this;
    const tokens = {
      accessToken: token,
      idToken: token,
      refreshToken: token,
      tokenType: 'Bearer',
      expiresIn,
    };
    return success({ status: 'SIGNED_IN', tokens });
  }

  private named(token: string): { id: number; renewals: number } {
    const [id = NaN, renewals = NaN] = token.split('.').map(Number);
    return { id, renewals };
  }
}

export function success(data: unknown): FetchResponse {
  return Response.json({ data, meta: { requestId: 'request' } });
}

/** A refusal as the service words it. */
export function problem(status: number, code: ProblemCode, more: Partial<Problem> = {}): FetchResponse {
  const fixed = { type: `/errors/${code}`, title: code, detail: code, instance: '/v1', requestId: 'request' };
  return Response.json({ ...fixed, status, code, ...more }, { status });
}

/** No connection. */
export function lost(): never {
  throw new TypeError('fetch failed');
}
