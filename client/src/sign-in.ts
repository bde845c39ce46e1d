import type { Answers, ChallengeName, Parameters } from './challenge.ts';
import type { components } from './types.ts';

type Schemas = components['schemas'];

interface Person {
  /** Username, or an e-mail address or phone number where the user pool takes those. */
  readonly username: string;
  /** Key of a remembered device; see `gatehouse-client/srp`. */
  readonly deviceKey?: string;
  /** Values for the Lambda triggers of the user pool. */
  readonly clientMetadata?: Record<string, string>;
}

/** Who signs in, and how. `configuration()` tells which methods are on. */
export type SignInRequest = Person &
  (
    | { readonly method?: 'password'; readonly password: string }
    /** By `signInWithSrp` of `gatehouse-client/srp`. */
    | { readonly method: 'srp'; readonly srpA: string }
    | { readonly method: 'custom'; readonly srpA?: string }
    | { readonly method: 'choice' | 'passkey' | 'email_otp' | 'sms_otp' }
  );

export type NewDevice = Schemas['NewDevice'];
type Wire = Schemas['SignInResponse'];

/** The sign-in is over; the client keeps the tokens. */
export interface SignedIn {
  readonly status: 'SIGNED_IN';
  /** A device that the user pool can remember: confirm it with `gatehouse-client/srp`. */
  readonly newDevice?: NewDevice;
}

/** A challenge, and the way to answer it. After a wrong code the same step takes another answer. */
interface Step<Name extends ChallengeName> {
  readonly status: 'CHALLENGE';
  readonly name: Name;
  readonly parameters: Parameters[Name];
  /** Names of the fields that an answer takes. */
  readonly fields: readonly string[];
  /** Where a code was sent, for challenges that send one. */
  readonly delivery?: Schemas['CodeDelivery'];
  /** Until when it can be answered. */
  readonly expiresAt: Date;
  /**
   * @param clientMetadata values for the Lambda triggers of the user pool
   * @throws GatehouseProblem `code_mismatch`, `password_policy` and the like: answer again; `session_expired`: sign in again
   */
  answer(answer: Answers[Name], clientMetadata?: Readonly<Record<string, string>>): Promise<SignInResult>;
}

/** An authenticator app that is being set up within a sign-in. */
export interface TotpSetUp {
  /** Base32. */
  readonly secretCode: string;
  readonly otpauthUri: string;
  /** SVG image as a data URI. */
  readonly qrCode: string;
  /** Proves the app by its first code and goes on with the sign-in. */
  verify(code: string, deviceName?: string): Promise<SignInResult>;
}

interface SetUpStep extends Step<'MFA_SETUP'> {
  /** Begins to set up an authenticator app, where `parameters.choices` has SOFTWARE_TOKEN_MFA. */
  setUpTotp(): Promise<TotpSetUp>;
}

/** What is asked before there are tokens: switch over `name`. */
export type ChallengeStep =
  | { [Name in Exclude<ChallengeName, 'MFA_SETUP'>]: Step<Name> }[Exclude<ChallengeName, 'MFA_SETUP'>]
  | SetUpStep;

/** The tokens, or the next challenge: switch over `status`. */
export type SignInResult = SignedIn | ChallengeStep;

/** What the steps need of the client. */
export interface SignInPort {
  answer(body: Schemas['AnswerChallengeRequest']): Promise<Wire>;
  beginTotp(body: Schemas['TotpSetUpRequest']): Promise<Schemas['TotpSetUpResponse']>;
  /** Keeps the tokens. */
  signedIn(tokens: Schemas['SignInTokens'], deviceKey: string | undefined): Promise<void>;
}

/**
 * Turns the service's answer into a step that can be taken.
 *
 * @param deviceKey the remembered device of this sign-in
 */
export async function stepOf(
  port: SignInPort,
  wire: Wire,
  deviceKey: string | undefined,
): Promise<SignInResult> {
  if (wire.tokens !== undefined) {
    const { tokens, newDevice } = wire;
    await port.signedIn(tokens, newDevice?.deviceKey ?? deviceKey);
    return { status: 'SIGNED_IN', ...(newDevice === undefined ? {} : { newDevice }) };
  }
  const { session = '', expiresAt = '', challenge } = wire;
  if (challenge === undefined) throw new TypeError('A sign-in result has neither tokens nor a challenge');
  const send = async (of: string, answer: object, clientMetadata?: Readonly<Record<string, string>>) =>
    stepOf(
      port,
      await port.answer({
        session: of,
        answer: { ...answer },
        ...(clientMetadata === undefined ? {} : { clientMetadata: { ...clientMetadata } }),
      }),
      deviceKey,
    );
  const step = {
    status: 'CHALLENGE',
    name: challenge.name,
    parameters: challenge.parameters,
    fields: challenge.answer,
    ...(challenge.delivery === undefined ? {} : { delivery: challenge.delivery }),
    expiresAt: new Date(expiresAt),
    answer: (answer: object, clientMetadata?: Readonly<Record<string, string>>) =>
      send(session, answer, clientMetadata),
    ...(challenge.name === 'MFA_SETUP' ? { setUpTotp: () => totpSetUp(port, session, send) } : {}),
  };
  // The names and members are those of the service's table of challenges.
  return step as unknown as ChallengeStep;
}

async function totpSetUp(
  port: SignInPort,
  challenge: string,
  send: (session: string, answer: object) => Promise<SignInResult>,
): Promise<TotpSetUp> {
  const { session, secretCode, otpauthUri, qrCode } = await port.beginTotp({ session: challenge });
  return {
    secretCode,
    otpauthUri,
    qrCode,
    verify: (code, deviceName) =>
      send(session, { code, ...(deviceName === undefined ? {} : { deviceName }) }),
  };
}
