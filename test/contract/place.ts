import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AnotherPool } from '../support/another-pool';
import { type Answer, freshEmail, type Gatehouse, PASSWORD } from '../support/gatehouse';
import { Person } from '../users/person';

/** A password that an invited person has to change. */
export const TEMPORARY = 'Temporary-Horse-7';

/** A user pool with an instance of the service in front of it, and the people in it. */
export class Place {
  constructor(
    readonly instance: Gatehouse,
    readonly pool: AnotherPool,
  ) {}

  /**
   * Makes somebody who has a password.
   *
   * @param email a verified address; null for none
   * @returns the name to sign in with
   */
  async join(username = freshEmail(), email: string | null = username): Promise<string> {
    await this.invited(username, email);
    const of = { UserPoolId: this.pool.userPoolId, Username: username };
    await this.pool.sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    return username;
  }

  /** Makes somebody and signs him in. */
  async person(): Promise<Person> {
    return Person.signIn(this.instance, await this.join());
  }

  /** Makes somebody who has not chosen a password yet. */
  async invited(Username = freshEmail(), email: string | null = Username): Promise<string> {
    const attributes = email === null ? {} : { email, email_verified: 'true' };
    await this.pool.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: this.pool.userPoolId,
        Username,
        TemporaryPassword: TEMPORARY,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    return Username;
  }

  /** Somebody who has signed up and not confirmed. */
  async signedUp(username = freshEmail(), email = username): Promise<string> {
    await this.post('sign-up', { username, password: PASSWORD, attributes: { email } });
    return username;
  }

  async disable(username: string): Promise<string> {
    const of = { UserPoolId: this.pool.userPoolId, Username: username };
    await this.pool.sdk.send(new AdminDisableUserCommand(of));
    return username;
  }

  async resetPassword(username: string): Promise<string> {
    const of = { UserPoolId: this.pool.userPoolId, Username: username };
    await this.pool.sdk.send(new AdminResetUserPasswordCommand(of));
    return username;
  }

  /** Somebody who must choose a new password. */
  async mustReset(): Promise<string> {
    return this.resetPassword(await this.join());
  }

  /** The session of the challenge that a sign-in comes to. */
  async challenge(username: string, more: object = { password: PASSWORD }): Promise<string> {
    const { body } = await this.post('sign-in', { username, ...more });
    return body.data.session as string;
  }

  /** The session of somebody who has to choose a password. */
  async newPassword(): Promise<string> {
    return this.challenge(await this.invited(), { password: TEMPORARY });
  }

  /** A step that has to succeed. */
  async post(path: string, body: object): Promise<Answer> {
    const answer = await this.instance.post(`/v1/auth/${path}`, body);
    if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  }

  /** The same request many times, whatever is answered. */
  async repeat(times: number, method: string, path: string, body?: unknown, token?: string): Promise<void> {
    for (let count = 0; count < times; count++) {
      await this.instance.call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(token === undefined ? {} : { token }),
      });
    }
  }
}
