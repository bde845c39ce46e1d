import { randomUUID } from 'node:crypto';
import {
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  SetUserPoolMfaConfigCommand,
  StartWebAuthnRegistrationCommand,
  type AuthFactorType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type SetUserPoolMfaConfigCommandInput,
  type WebAuthnConfigurationType,
  type WebAuthnCredentialDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import WebAuthnEmulator, {
  AuthenticatorEmulator,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from 'nid-webauthn-emulator';
import { Choice, type Step } from './choice';
import type { PoolUnderTest } from './support';

export const relyingParty = 'app.example.com';
export const origin = `https://${relyingParty}`;

type AuthenticatorSettings = ConstructorParameters<typeof AuthenticatorEmulator>[0];

/** A pool of passkeys for `relyingParty`, with a client that signs in by choice and by password. */
export class PasskeyPool {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly choice: Choice,
  ) {}

  static async open(
    pools: PoolUnderTest,
    configuration: WebAuthnConfigurationType | null = { RelyingPartyId: relyingParty },
    pool: Partial<CreateUserPoolCommandInput> = {},
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<PasskeyPool> {
    const choice = await Choice.open(pools, ['PASSWORD', 'WEB_AUTHN'], pool, {
      ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ...client,
    });
    const opened = new PasskeyPool(pools, choice);
    if (configuration) await opened.configure({ WebAuthnConfiguration: configuration });
    return opened;
  }

  /** The pool with other settings, put where they are kept: quicker than a pool of its own. */
  change(
    configuration: WebAuthnConfigurationType | undefined,
    factors: AuthFactorType[] = ['PASSWORD', 'WEB_AUTHN'],
  ): void {
    const { mfa, settings, ...pool } = this.pools.pool(this.poolId);
    const Policies = { ...settings.Policies, SignInPolicy: { AllowedFirstAuthFactors: factors } };
    const { mode } = mfa;
    this.pools.context.store.pools.put({
      ...pool,
      settings: { ...settings, Policies },
      mfa: { mode, ...(configuration ? { webAuthn: configuration } : {}) },
    });
  }

  get poolId(): string {
    return this.choice.poolId;
  }

  async configure(input: Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>): Promise<void> {
    await this.pools.sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId: this.poolId, ...input }));
  }

  /** A new user, signed in by password. */
  async person(username: string): Promise<Person> {
    const { sub } = await this.pools.createUser(this.poolId, username);
    const { AccessToken } = await this.pools.signIn(this.choice.clientId, username);
    return new Person(this, username, sub, AccessToken);
  }

  /** A new user with a passkey. */
  async owner(): Promise<Person> {
    const person = await this.person(`owner-${randomUUID()}`);
    await person.register();
    return person;
  }

  /** The challenge WEB_AUTHN, asked for by name. */
  begin(username: string): Promise<Step> {
    return this.choice.begin(username, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
  }

  /** Answers it. */
  answer(step: Step, username: string, credential: AuthenticationResponseJSON): Promise<Step> {
    return this.choice.answer(step, username, { CREDENTIAL: JSON.stringify(credential) });
  }
}

/** Somebody with an authenticator. */
export class Person {
  authenticator = authenticator();

  constructor(
    readonly pool: PasskeyPool,
    readonly username: string,
    readonly sub: string,
    readonly token: string,
  ) {}

  async start(): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { CredentialCreationOptions } = await this.pool.pools.sdk.send(
      new StartWebAuthnRegistrationCommand({ AccessToken: this.token }),
    );
    return CredentialCreationOptions as unknown as PublicKeyCredentialCreationOptionsJSON;
  }

  async complete(credential: object, token = this.token): Promise<void> {
    const document = credential as unknown as Record<string, string>;
    await this.pool.pools.sdk.send(
      new CompleteWebAuthnRegistrationCommand({ AccessToken: token, Credential: document }),
    );
  }

  /** Registers a passkey, a further one if there are some already. */
  async register(by = this.authenticator): Promise<RegistrationResponseJSON> {
    const credential = create(by, { ...(await this.start()), excludeCredentials: [] });
    await this.complete(credential);
    return credential;
  }

  async list(page: { MaxResults?: number; NextToken?: string } = {}): Promise<{
    Credentials: WebAuthnCredentialDescription[];
    NextToken?: string;
  }> {
    const { Credentials, NextToken } = await this.pool.pools.sdk.send(
      new ListWebAuthnCredentialsCommand({ AccessToken: this.token, ...page }),
    );
    return { Credentials: Credentials ?? [], ...(NextToken === undefined ? {} : { NextToken }) };
  }

  /** Deletes every passkey. */
  async removeKeys(): Promise<void> {
    for (const { CredentialId } of (await this.list()).Credentials) {
      await this.pool.pools.sdk.send(
        new DeleteWebAuthnCredentialCommand({ AccessToken: this.token, CredentialId }),
      );
    }
  }

  /** Signs in by passkey, as far as it goes. */
  async signIn(): Promise<Step> {
    const step = await this.pool.begin(this.username);
    return this.pool.answer(step, this.username, sign(this.authenticator, step));
  }
}

const touched = () => ({ options: { uv: false, up: true } });
/** Of an authenticator that is only touched and does not know its owner. */
export const unverified: AuthenticatorSettings = {
  userMakeCredentialInteraction: touched,
  userGetAssertionInteraction: touched,
};

/** An authenticator that keeps its keys to itself, and forgets none of them. */
export function authenticator(settings: AuthenticatorSettings = {}): WebAuthnEmulator {
  return new WebAuthnEmulator(new AuthenticatorEmulator(settings));
}

/** What a browser on a page of `from` makes of creation options; it would refuse an origin of another domain, this one does not. */
export function create(
  emulator: WebAuthnEmulator,
  options: PublicKeyCredentialCreationOptionsJSON,
  from = origin,
): RegistrationResponseJSON {
  return emulator.createJSON(from, options, [from]);
}

/** What a browser on a page of `from` makes of a WEB_AUTHN challenge. */
export function sign(
  emulator: WebAuthnEmulator,
  step: Step,
  from = origin,
  changes: Partial<PublicKeyCredentialRequestOptionsJSON> = {},
): AuthenticationResponseJSON {
  return emulator.getJSON(from, { ...requestOf(step), ...changes }, [from]);
}

export function requestOf(step: Step): PublicKeyCredentialRequestOptionsJSON {
  const options = step.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] ?? '';
  return JSON.parse(options) as PublicKeyCredentialRequestOptionsJSON;
}
