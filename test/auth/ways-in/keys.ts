import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from 'nid-webauthn-emulator';
import type WebAuthnEmulator from 'nid-webauthn-emulator';
import { authenticator, create, origin } from '../../../local-pool/test/passkeys';
import type { Challenge, Person, Site } from './site';

/** Somebody with a passkey, and the authenticator that has it. */
export interface Owner extends Person {
  readonly emulator: WebAuthnEmulator;
}

/** Registers a passkey over the routes of self-service. */
export async function withPasskey(site: Site, person: Person): Promise<Owner> {
  const { accessToken } = await site.instance.signIn(person.username);
  const begun = await site.instance.post('/v1/users/me/passkeys/options', undefined, accessToken);
  const emulator = authenticator();
  const options = begun.body.data.options as PublicKeyCredentialCreationOptionsJSON;
  const credential = create(emulator, options);
  const registered = await site.instance.post('/v1/users/me/passkeys', { credential }, accessToken);
  if (registered.status >= 300) throw new Error(`passkey: ${JSON.stringify(registered.body)}`);
  return { ...person, emulator };
}

/** What a browser on a page of `from` makes of a challenge that has `options`. */
export function signed({ emulator }: Owner, { challenge }: Challenge, from = origin): object {
  const options = challenge.parameters.options as PublicKeyCredentialRequestOptionsJSON;
  return { credential: emulator.getJSON(from, options, [from]) };
}
