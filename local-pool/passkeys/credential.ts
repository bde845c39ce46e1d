import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { invalidParameter } from '../auth/refusals';

/** What the browser has signed about the ceremony (WebAuthn, CollectedClientData). */
export interface ClientData {
  /** Base64url. */
  readonly challenge: string;
  readonly origin: string;
}

/** A new credential as a browser gives it. */
export interface RegistrationCredential {
  readonly json: RegistrationResponseJSON;
  readonly clientData: ClientData;
  readonly transports: readonly string[];
  readonly attachment: string | undefined;
}

/** A use of a credential as a browser gives it. */
export interface AssertionCredential {
  readonly json: AuthenticationResponseJSON;
  readonly clientData: ClientData;
  /** Base64url; authenticators may leave it out. */
  readonly userHandle: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** More and longer than any that the specification names. */
const transportForm = /^[a-z-]{1,32}$/u;
const mostTransports = 10;

/**
 * Reads a RegistrationResponseJSON, of which only the form is checked.
 *
 * @throws PoolError InvalidParameterException
 */
export function registrationFrom(document: unknown): RegistrationCredential {
  const credential = fieldsOf(document);
  const response = fieldsOf(credential['response']);
  const clientDataJSON = text(response, 'clientDataJSON');
  const attestationObject = text(response, 'attestationObject');
  return {
    json: { ...common(credential), response: { clientDataJSON, attestationObject } },
    clientData: clientDataFrom(clientDataJSON),
    transports: transportsFrom(response['transports']),
    attachment: attachmentFrom(credential['authenticatorAttachment']),
  };
}

/**
 * Reads an AuthenticationResponseJSON, of which only the form is checked.
 *
 * @param json as text, as it comes in CREDENTIAL
 * @throws PoolError InvalidParameterException
 */
export function assertionFrom(json: string): AssertionCredential {
  const credential = fieldsOf(parse(json));
  const response = fieldsOf(credential['response']);
  const clientDataJSON = text(response, 'clientDataJSON');
  const authenticatorData = text(response, 'authenticatorData');
  const signature = text(response, 'signature');
  const { userHandle } = response;
  return {
    json: { ...common(credential), response: { clientDataJSON, authenticatorData, signature } },
    clientData: clientDataFrom(clientDataJSON),
    userHandle: typeof userHandle === 'string' ? userHandle : undefined,
  };
}

function common(
  credential: Fields,
): Pick<RegistrationResponseJSON, 'id' | 'rawId' | 'type' | 'clientExtensionResults'> {
  if (credential['type'] !== 'public-key') throw malformed();
  return {
    id: text(credential, 'id'),
    rawId: text(credential, 'rawId'),
    type: 'public-key',
    clientExtensionResults: {},
  };
}

function clientDataFrom(encoded: string): ClientData {
  const fields = fieldsOf(parse(Buffer.from(encoded, 'base64url').toString('utf8')));
  return { challenge: text(fields, 'challenge'), origin: text(fields, 'origin') };
}

function transportsFrom(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const known = value.filter((item): item is string => typeof item === 'string' && transportForm.test(item));
  return [...new Set(known)].slice(0, mostTransports);
}

function attachmentFrom(value: unknown): string | undefined {
  return value === 'platform' || value === 'cross-platform' ? value : undefined;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw malformed();
  return value;
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Fields;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw malformed();
  }
}

function malformed(): Error {
  return invalidParameter('The credential is not of the form of a WebAuthn response.');
}
