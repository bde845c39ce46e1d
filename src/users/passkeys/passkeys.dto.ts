import { Type } from 'class-transformer';
import { IsInt, IsObject, IsString, Matches, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** A passkey of the signed-in user. */
export class Passkey {
  /**
   * Id of the passkey, base64url.
   * @example 3f1c2a9e6a5b4c0e
   */
  credentialId: string;
  /**
   * Name of the provider or authenticator.
   * @example iCloud Keychain
   */
  name: string;
  /**
   * The site it belongs to.
   * @example example.com
   */
  relyingPartyId: string;
  /** `platform` for one of this machine, `cross-platform` for a key that can be carried around. */
  attachment?: string;
  /**
   * How it can be reached.
   * @example ["internal"]
   */
  transports: string[];
  /**
   * When it was made.
   * @example 2026-01-01T12:00:00.000Z
   */
  createdAt: string;
}

/** Which page of passkeys. */
export class PasskeysQuery {
  /**
   * Most items of a page. 20 when left out.
   * @example 20
   */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(20)
  limit?: number;
  /** `meta.nextCursor` of the page before. */
  @MayBeLeftOut()
  @IsString()
  cursor?: string;
}

/** Which passkey. */
export class PasskeyParams {
  /**
   * Id of the passkey, base64url.
   * @example 3f1c2a9e6a5b4c0e
   */
  @Matches(/^[\w-]{1,1364}$/, { message: 'credentialId must be base64url' })
  credentialId: string;
}

/** What the browser needs to make a passkey. */
export class PasskeyOptionsResponse {
  /** For `PublicKeyCredential.parseCreationOptionsFromJSON`, then `navigator.credentials.create`. */
  options: Record<string, unknown>;
}

/** The passkey that the browser has made. */
export class RegisterPasskeyRequest {
  /**
   * The credential as JSON (`credential.toJSON()`).
   * @example { "id": "…", "rawId": "…", "type": "public-key", "response": {} }
   */
  @IsObject()
  credential: Record<string, unknown>;
}
