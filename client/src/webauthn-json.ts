/** WebAuthn's JSON (https://www.w3.org/TR/webauthn-3/), for browsers that do not convert it themselves. */

type Json = Readonly<Record<string, unknown>>;

/** A credential as a browser gives it: of a registration or of a sign-in. */
export interface BrowserCredential {
  readonly id: string;
  readonly rawId: ArrayBuffer;
  readonly type: string;
  readonly authenticatorAttachment?: string | null;
  readonly response: Readonly<Record<string, unknown>> & { getTransports?(): string[] };
  getClientExtensionResults(): object;
  toJSON?(): object;
}

/** The binary members of a credential's response. */
const BINARY = [
  'clientDataJSON',
  'attestationObject',
  'authenticatorData',
  'signature',
  'userHandle',
] as const;

/** `PublicKeyCredential.parseCreationOptionsFromJSON` */
export function creationOptions(options: Json): object {
  const user = options['user'] as Json;
  return {
    ...options,
    challenge: bytes(options['challenge']),
    user: { ...user, id: bytes(user['id']) },
    excludeCredentials: descriptors(options['excludeCredentials']),
  };
}

/** `PublicKeyCredential.parseRequestOptionsFromJSON` */
export function requestOptions(options: Json): object {
  return {
    ...options,
    challenge: bytes(options['challenge']),
    allowCredentials: descriptors(options['allowCredentials']),
  };
}

/** `PublicKeyCredential.toJSON` */
export function credentialJson(credential: BrowserCredential): object {
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const binary = BINARY.flatMap((name) => {
    // Not by `instanceof`: what an extension has made is of another realm.
    const value = response[name] as ArrayBuffer | null | undefined;
    return value === null || value === undefined ? [] : [[name, base64url(value)] as const];
  });
  const transports = response.getTransports?.();
  return {
    id,
    rawId: base64url(rawId),
    type,
    ...(typeof authenticatorAttachment === 'string' ? { authenticatorAttachment } : {}),
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...Object.fromEntries(binary), ...(transports === undefined ? {} : { transports }) },
  };
}

function descriptors(list: unknown): object[] {
  return ((list ?? []) as Json[]).map((descriptor) => ({ ...descriptor, id: bytes(descriptor['id']) }));
}

/** Only browsers come here, and all of them have these two. */
const { atob, btoa } = globalThis as unknown as Record<'atob' | 'btoa', (text: string) => string>;

function bytes(text: unknown): Uint8Array {
  const base64 = String(text).replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
