import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';

/** Somebody of an account. */
export interface Member {
  readonly email: string;
  readonly sub: string;
  tokens: Tokens;
}

/** A service with people of several accounts, made by its own routes. */
export class Tenants {
  private constructor(
    readonly gatehouse: Gatehouse,
    readonly admin: string,
  ) {}

  static async start(): Promise<Tenants> {
    const gatehouse = await Gatehouse.start();
    return new Tenants(gatehouse, (await gatehouse.admin()).accessToken);
  }

  close(): Promise<void> {
    return this.gatehouse.close();
  }

  /** A further instance of the service, without Redis: it is told of nothing. */
  instance(): Promise<Gatehouse> {
    return startInstance(this.gatehouse);
  }

  /** Somebody who can sign in, in an account or in none. */
  async join(accountId: string | undefined, ...groups: string[]): Promise<Member> {
    const email = freshEmail();
    const attributes = { email, email_verified: true, name: `Of ${accountId ?? 'nobody'}` };
    const body = { username: email, attributes, delivery: 'NONE', groups };
    const made = await this.as(this.admin, 'POST', 'users', {
      ...body,
      ...(accountId === undefined ? {} : { accountId }),
    });
    if (made.status !== 201) throw new Error(`invite: ${JSON.stringify(made.body)}`);
    await this.as(this.admin, 'PUT', `users/${email}/password`, { password: PASSWORD, permanent: true });
    return { email, sub: made.body.data.sub, tokens: await this.gatehouse.signIn(email) };
  }

  /** A request below `/v1/admin`. */
  as(token: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return this.gatehouse.call(method, `/v1/admin/${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Puts somebody into an account. */
  move({ email }: Member, accountId: string | null): Promise<Answer> {
    return this.as(this.admin, 'PUT', `users/${email}/account`, { accountId });
  }

  /** New tokens by the refresh token. */
  async refreshed(member: Member): Promise<string> {
    const { refreshToken } = member.tokens;
    const { status, body } = await this.gatehouse.post('/v1/auth/refresh', { refreshToken });
    if (status !== 200) throw new Error(`refresh: ${JSON.stringify(body)}`);
    member.tokens = body.data.tokens as Tokens;
    return member.tokens.accessToken;
  }
}
