import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';

/** A running service with an administrator signed in, and people made through the administration itself. */
export class Administration {
  private constructor(
    readonly gatehouse: Gatehouse,
    readonly token: string,
  ) {}

  static async start(): Promise<Administration> {
    const gatehouse = await Gatehouse.start();
    return new Administration(gatehouse, (await gatehouse.admin()).accessToken);
  }

  close(): Promise<void> {
    return this.gatehouse.close();
  }

  /** A request as administrator, or with another token; null sends none. */
  call(method: string, path: string, body?: unknown, token: string | null = this.token): Promise<Answer> {
    return this.gatehouse.call(method, `/v1/admin/${path}`, {
      ...(body === undefined ? {} : { body }),
      ...(token === null ? {} : { token }),
    });
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  /** Makes a group, or leaves it when it is there. */
  async group(name: string): Promise<string> {
    const { status } = await this.post('groups', { name });
    if (status !== 201 && status !== 409) throw new Error(`group ${name}: ${status}`);
    return name;
  }

  /** A confirmed user with the suite's password; gives the e-mail address. */
  async user(attributes: Record<string, unknown> = {}, more: object = {}): Promise<string> {
    const email = freshEmail();
    const invited = await this.invited(email, attributes, more);
    const set = await this.call('PUT', `users/${invited}/password`, { password: PASSWORD, permanent: true });
    if (set.status !== 204) throw new Error(`password: ${JSON.stringify(set.body)}`);
    return email;
  }

  /** A user who has not signed in yet; gives the e-mail address. No message is sent. */
  async invited(
    email = freshEmail(),
    attributes: Record<string, unknown> = {},
    more: object = {},
  ): Promise<string> {
    const answer = await this.post('users', {
      username: email,
      attributes: { email, email_verified: true, ...attributes },
      temporaryPassword: 'Temporary-Horse-7',
      delivery: 'NONE',
      ...more,
    });
    if (answer.status !== 201) throw new Error(`invite: ${JSON.stringify(answer.body)}`);
    return email;
  }

  /** Tokens of a fresh member of these groups. */
  async member(...groups: string[]): Promise<Tokens & { email: string }> {
    for (const group of groups) await this.group(group);
    const email = await this.user({}, { groups });
    return { email, ...(await this.gatehouse.signIn(email)) };
  }

  signIn(username: string, password = PASSWORD): Promise<Answer> {
    return this.gatehouse.post('/v1/auth/sign-in', { username, password });
  }
}
