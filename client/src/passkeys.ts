import type { GatehouseClient } from './client.ts';
import { type Signal, platform } from './platform.ts';
import type { ChallengeStep, SignInResult } from './sign-in.ts';
import { type BrowserCredential, creationOptions, credentialJson, requestOptions } from './webauthn-json.ts';

/** Passkeys in a browser, by its own WebAuthn API. React Native has libraries of its own: pass `options` and `credential` on. */

type Json = Readonly<Record<string, unknown>>;

/** The part of the WebAuthn API that is used. */
interface Browser {
  readonly navigator: {
    readonly credentials: Record<'create' | 'get', (options: object) => Promise<BrowserCredential | null>>;
  };
  readonly PublicKeyCredential?: {
    parseCreationOptionsFromJSON?(options: Json): object;
    parseRequestOptionsFromJSON?(options: Json): object;
  };
}

/** What lets the app end the browser's question. */
export interface PasskeyOptions {
  readonly signal?: Signal;
}

const browser = platform as unknown as Browser;

/** Whether this browser can make and use passkeys. */
export function passkeysSupported(): boolean {
  return typeof browser.PublicKeyCredential === 'function';
}

/**
 * Makes a passkey for the signed-in user.
 *
 * @throws GatehouseProblem `passkey_refused`, `passkey_invalid` and the like; what the browser throws when the person declines
 */
export async function createPasskey(client: GatehouseClient, { signal }: PasskeyOptions = {}): Promise<void> {
  const aborting = signal === undefined ? {} : { signal };
  const { options } = await client.call('post', '/v1/users/me/passkeys/options', aborting);
  const publicKey =
    browser.PublicKeyCredential?.parseCreationOptionsFromJSON?.(options) ?? creationOptions(options);
  const credential = jsonOf(await browser.navigator.credentials.create({ publicKey, ...aborting }));
  await client.call('post', '/v1/users/me/passkeys', { body: { credential }, ...aborting });
}

/**
 * Answers a WEB_AUTHN challenge, or a SELECT_CHALLENGE that offers it, with a passkey of this device.
 *
 * @throws what the browser throws when there is none or the person declines
 */
export async function answerWithPasskey(
  step: Extract<ChallengeStep, { name: 'WEB_AUTHN' | 'SELECT_CHALLENGE' }>,
  { signal }: PasskeyOptions = {},
): Promise<SignInResult> {
  const aborting = signal === undefined ? {} : { signal };
  const { options } = step.parameters;
  if (step.name === 'SELECT_CHALLENGE' && options === undefined) {
    const next = await step.answer({ choice: 'WEB_AUTHN' });
    return isPasskeyStep(next) ? answerWithPasskey(next, aborting) : next;
  }
  const json = options as Json;
  const publicKey = browser.PublicKeyCredential?.parseRequestOptionsFromJSON?.(json) ?? requestOptions(json);
  const credential = jsonOf(await browser.navigator.credentials.get({ publicKey, ...aborting }));
  return step.name === 'WEB_AUTHN'
    ? step.answer({ credential })
    : step.answer({ choice: 'WEB_AUTHN', credential });
}

function isPasskeyStep(step: SignInResult): step is Extract<ChallengeStep, { name: 'WEB_AUTHN' }> {
  return step.status === 'CHALLENGE' && step.name === 'WEB_AUTHN';
}

function jsonOf(credential: BrowserCredential | null): Record<string, unknown> {
  if (credential?.type !== 'public-key') throw new TypeError('The browser gave no passkey');
  try {
    return { ...(credential.toJSON?.() ?? credentialJson(credential)) };
  } catch {
    // What password managers put in the place of a credential has a toJSON that does not know it.
    return { ...credentialJson(credential) };
  }
}
