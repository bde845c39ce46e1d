import { goodPassword, otherThan } from '../support';
import type { Answer, Service } from './service';

/** A request as it was sent. */
export interface Sent {
  readonly operation: string;
  readonly input: object;
}

export const passwords = [
  goodPassword,
  'Another-Horse-8',
  'Third-Horse-99',
  'Fourth-Horse-1',
  'Temp-Horse-5',
  'Fifth-Horse-77',
];
const [first = '', second = '', third = '', fourth = '', temporary = '', fifth = ''] = passwords;
type Input = Record<string, unknown>;

/** Two people from their sign-up to their sign-out, and what an administrator does meanwhile. */
export class Story {
  readonly sent: Sent[] = [];
  /** What the latest request had sent to somebody, before anything was sent again. */
  private latestCode = '';

  /** @param after called after every request of the story, with what was sent */
  constructor(
    private readonly service: Service,
    private readonly after: (sent: Sent) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** @param suffix makes the names of this telling its own */
  async tell(suffix: string): Promise<void> {
    await this.ada(`ada${suffix}`);
    await this.bob(`bob${suffix}`);
  }

  private async ada(Username: string): Promise<void> {
    const { open: ClientId } = this.service;
    const email = `${Username}@example.com`;
    const who = { ClientId, Username };
    await this.does('SignUp', { ...who, Password: first, UserAttributes: [{ Name: 'email', Value: email }] });
    await this.does('ResendConfirmationCode', who);
    const code = this.service.lastCode(email);
    await this.fails('ConfirmSignUp', { ...who, ConfirmationCode: otherThan(code) });
    await this.does('ConfirmSignUp', { ...who, ConfirmationCode: code });
    await this.fails('InitiateAuth', this.password(Username, 'Wrong-Horse-0'));
    const { AccessToken, RefreshToken } = await this.signsIn(Username, first);
    await this.does('GetUser', { AccessToken });
    await this.does('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: [{ Name: 'email', Value: `new-${email}` }],
    });
    await this.does('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });
    const proof = this.service.lastCode(`new-${email}`);
    await this.does('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: proof });
    await this.does('ChangePassword', {
      ...{ AccessToken, PreviousPassword: first, ProposedPassword: second },
    });
    await this.does('InitiateAuth', {
      ...{ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken } },
    });
    await this.signsInByCode(Username);
    await this.does('ForgotPassword', who);
    const reset = this.service.lastCode(`new-${email}`);
    await this.does('ConfirmForgotPassword', { ...who, ConfirmationCode: reset, Password: third });
    await this.does('RevokeToken', { ClientId, Token: RefreshToken });
    // So that a code used again would show.
    await this.does('ChangePassword', {
      AccessToken: (await this.signsIn(Username, third))['AccessToken'],
      ...{ PreviousPassword: third, ProposedPassword: fifth },
    });
    await this.does('GlobalSignOut', { AccessToken: (await this.signsIn(Username, fifth))['AccessToken'] });
  }

  private async bob(Username: string): Promise<void> {
    const { poolId: UserPoolId, rotating: ClientId } = this.service;
    const who = { UserPoolId, Username };
    await this.does('AdminCreateUser', {
      ...{ ...who, TemporaryPassword: temporary, MessageAction: 'SUPPRESS' },
      UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
    });
    const { Session } = await this.does('AdminInitiateAuth', {
      ...{ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: Username, PASSWORD: temporary },
    });
    const { AuthenticationResult } = await this.does('AdminRespondToAuthChallenge', {
      ...{ UserPoolId, ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session },
      ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: first },
    });
    const { RefreshToken, AccessToken } = AuthenticationResult;
    await this.does('GetTokensFromRefreshToken', { ClientId, RefreshToken });
    await this.does('AdminSetUserPassword', { ...who, Password: fourth, Permanent: true });
    await this.does('AdminDisableUser', who);
    await this.fails('GetUser', { AccessToken });
    await this.does('AdminEnableUser', who);
    await this.does('AdminUserGlobalSignOut', who);
  }

  private async signsIn(username: string, password: string): Promise<Record<string, string>> {
    const body = await this.does('InitiateAuth', this.password(username, password));
    return body['AuthenticationResult'];
  }

  private async signsInByCode(USERNAME: string): Promise<void> {
    const { open: ClientId } = this.service;
    const { Session } = await this.does('InitiateAuth', {
      ...{ ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' } },
    });
    const EMAIL_OTP_CODE = this.latestCode;
    await this.does('RespondToAuthChallenge', {
      ...{ ClientId, ChallengeName: 'EMAIL_OTP', Session },
      ChallengeResponses: { USERNAME, EMAIL_OTP_CODE },
    });
  }

  private password(USERNAME: string, PASSWORD: string): Input {
    const { open: ClientId } = this.service;
    return { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } };
  }

  private async does(operation: string, input: Input): Promise<Record<string, any>> {
    const answer = await this.sends(operation, input);
    if (!answer.ok) throw new Error(`${operation} was refused: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private async fails(operation: string, input: Input): Promise<void> {
    const { ok } = await this.sends(operation, input);
    if (ok) throw new Error(`${operation} was not refused`);
  }

  private async sends(operation: string, input: Input): Promise<Answer> {
    const answer = await this.service.call(operation, input);
    this.latestCode = [...this.service.pools.context.store.messages.values()].at(-1)?.code ?? '';
    this.sent.push({ operation, input });
    await this.after({ operation, input });
    return answer;
  }
}
