import type { GatehouseClient } from './client.ts';
import type { ChallengeStep, SignInResult } from './sign-in.ts';

/** Passkeys in a browser, by its own WebAuthn API. React Native has libraries of its own: pass `options` and `credential` on. */

/** Whether this browser can make and use passkeys. */
export function passkeysSupported(): boolean {
  return typeof globalThis.PublicKeyCredential === 'function';
}

/**
 * Makes a passkey for the signed-in user.
 *
 * @throws GatehouseProblem `passkey_refused`, `passkey_invalid` and the like; what the browser throws when the person declines
 */
export async function createPasskey(client: GatehouseClient): Promise<void> {
  const { options } = await client.call('post', '/v1/users/me/passkeys/options', {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey });
  await client.call('post', '/v1/users/me/passkeys', { body: { credential: jsonOf(credential) } });
}

/**
 * Answers a WEB_AUTHN challenge with a passkey of this device.
 *
 * @throws what the browser throws when there is none or the person declines
 */
export async function answerWithPasskey(
  step: Extract<ChallengeStep, { name: 'WEB_AUTHN' }>,
): Promise<SignInResult> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    step.parameters.options as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get({ publicKey });
  return step.answer({ credential: jsonOf(credential) });
}

function jsonOf(credential: Credential | null): Record<string, unknown> {
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError('The browser gave no passkey');
  return { ...credential.toJSON() };
}
