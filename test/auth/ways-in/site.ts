import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import type { Environment } from '../../../src/common/config/environment';
import { type AnotherPool, anotherPool, type PoolShape } from '../../support/another-pool';
import { DATE } from '../../support/answers';
import { type Answer, type Gatehouse, PASSWORD } from '../../support/gatehouse';
import { startInstance } from '../../support/instance';
import type { PoolServer } from './pool-server';

/** Somebody in the user pool. */
export interface Person {
  /** The name that he types. */
  readonly username: string;
  readonly email: string;
  readonly phone: string;
}

/** A step that waits for an answer. */
export interface Challenge {
  readonly session: string;
  readonly expiresAt: string;
  readonly challenge: any;
}

const SMS = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' };

/** Every second factor. */
export const SECOND_FACTORS = {
  SmsMfaConfiguration: { SmsConfiguration: SMS },
  SoftwareTokenMfaConfiguration: { Enabled: true },
  EmailMfaConfiguration: {},
} as const;

/** Every way in that needs no triggers, over a client with a secret that hides who exists. */
export const EVERY_WAY = {
  pool: {
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
    Policies: {
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] },
    },
  },
  client: {
    GenerateSecret: true,
    PreventUserExistenceErrors: 'ENABLED',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
  },
  mfa: {
    MfaConfiguration: 'OPTIONAL',
    ...SECOND_FACTORS,
    WebAuthnConfiguration: { RelyingPartyId: 'app.example.com' },
  },
} satisfies PoolShape;

/** E-mail addresses for names, as most pools have. */
export const BY_EMAIL = {
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
} satisfies PoolShape['pool'];

let counter = 0;

/** An instance of the service in front of a pool of its own, with the people of that pool. */
export class Site {
  private second: Promise<Gatehouse> | undefined;

  private constructor(
    readonly server: PoolServer,
    readonly instance: Gatehouse,
    readonly pool: AnotherPool,
    private readonly named: 'names' | 'addresses',
  ) {}

  static async open(
    server: PoolServer,
    shape: PoolShape = EVERY_WAY,
    settings: Partial<Environment> = {},
  ): Promise<Site> {
    const pool = await anotherPool(server, shape);
    const instance = await startInstance(server, { ...pool.changes, ...settings });
    const named = shape.pool?.UsernameAttributes === undefined ? 'names' : 'addresses';
    return new Site(server, instance, pool, named);
  }

  async close(): Promise<void> {
    this.pool.sdk.destroy();
    await this.instance.app.close();
    await (await this.second)?.app.close();
  }

  /** Another instance of the service in front of the same pool. */
  twin(): Promise<Gatehouse> {
    return (this.second ??= startInstance(this.server, this.pool.changes));
  }

  get sdk(): CognitoIdentityProviderClient {
    return this.pool.sdk;
  }

  get poolName(): string {
    return this.pool.userPoolId.slice(this.pool.userPoolId.indexOf('_') + 1);
  }

  /** Somebody who is to be. */
  stranger(): Person {
    counter += 1;
    const name = `someone${String(counter).padStart(4, '0')}`;
    const email = `${name}@example.com`;
    const phone = `+1555${String(counter).padStart(7, '0')}`;
    return { username: this.named === 'names' ? name : email, email, phone };
  }

  /**
   * An invited user, who has to choose a password.
   *
   * @param without attributes that he has not
   */
  async invited(without: readonly ('email' | 'phone_number')[] = []): Promise<Person> {
    const person = this.stranger();
    const { username, email, phone } = person;
    const attributes = { email, phone_number: phone };
    await this.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: this.pool.userPoolId,
        Username: username,
        TemporaryPassword: PASSWORD,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes)
          .filter(([name]) => !without.some((of) => of === name))
          .flatMap(([Name, Value]) => [
            { Name, Value },
            { Name: `${Name}_verified`, Value: 'true' },
          ]),
      }),
    );
    return person;
  }

  /** A user with a password of his own and these second factors. */
  async person(
    factors: Omit<AdminSetUserMFAPreferenceCommandInput, 'UserPoolId' | 'Username'> = {},
    without: readonly ('email' | 'phone_number')[] = [],
  ): Promise<Person> {
    const person = await this.invited(without);
    const of = { UserPoolId: this.pool.userPoolId, Username: person.username };
    await this.sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    if (Object.keys(factors).length > 0) {
      await this.sdk.send(new AdminSetUserMFAPreferenceCommand({ ...of, ...factors }));
    }
    return person;
  }

  /** A user with an authenticator app, and its secret. */
  async personWithApp(): Promise<Person & { readonly secret: string }> {
    const person = await this.person();
    const { accessToken } = await this.instance.signIn(person.username);
    const { body } = await this.instance.post('/v1/users/me/mfa/totp', undefined, accessToken);
    const secret = body.data.secretCode as string;
    // Of the step before this one, so that the present code is still good.
    const code = await this.totpCode(secret, -30);
    await this.instance.post('/v1/users/me/mfa/totp/verify', { code, deviceName: 'phone' }, accessToken);
    return { ...person, secret };
  }

  async remove({ username: Username }: Person): Promise<void> {
    await this.sdk.send(new AdminDeleteUserCommand({ UserPoolId: this.pool.userPoolId, Username }));
  }

  /** What an authenticator app shows at this moment of the pool's clock, or some seconds away from it. */
  async totpCode(secret: string, seconds = 0): Promise<string> {
    const { now } = (await this.server.control('clock', { advanceSeconds: 0 })) as { now: string };
    return generateSync({ secret, epoch: Math.floor(Date.parse(now) / 1000) + seconds });
  }

  signIn(body: object): Promise<Answer> {
    return this.instance.post('/v1/auth/sign-in', body);
  }

  /** Begins a sign-in, which has to come to a challenge. */
  async begin(
    { username }: Pick<Person, 'username'>,
    more: object = { password: PASSWORD },
  ): Promise<Challenge> {
    return challengeIn(await this.signIn({ username, ...more }));
  }

  answer(session: string, answer: object): Promise<Answer> {
    return this.instance.post('/v1/auth/challenge', { session, answer });
  }

  /** Answers a challenge; another one has to follow. */
  async goOn({ session }: Challenge, answer: object): Promise<Challenge> {
    return challengeIn(await this.answer(session, answer));
  }

  /** The code of the newest message to an address. */
  code(to: string): Promise<string> {
    return this.server.code(to);
  }
}

/** The challenge that a sign-in has come to. */
export function challengeIn(answer: Answer): Challenge {
  if (answer.body?.data?.status !== 'CHALLENGE')
    throw new Error(`no challenge: ${JSON.stringify(answer.body)}`);
  return answer.body.data as Challenge;
}

/** `data` of an answer that asks for this. */
export function asking(challenge: object): object {
  return { status: 'CHALLENGE', session: expect.any(String) as string, expiresAt: DATE, challenge };
}

/** Another code of as many digits. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');
}

/** A code of six digits that an app with this secret shows neither now nor nearly now. */
export async function wrongTotp(site: Site, secret: string): Promise<string> {
  const near = await Promise.all([-60, -30, 0, 30, 60].map((seconds) => site.totpCode(secret, seconds)));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? ''
  );
}
