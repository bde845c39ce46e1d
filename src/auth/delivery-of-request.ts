import type { Attributes, AttributeValue } from '../cognito/attributes';
import type { CodeDelivery } from '../cognito/code-delivery.dto';

const PHONE_NUMBER = /^\+\d{4,20}$/;

/** What a request says about where its owner can be reached. */
export interface Reachable {
  readonly username: string;
  readonly attributes?: Readonly<Attributes> | undefined;
}

/**
 * Where a code goes, as far as the request itself tells: the same for an account that exists and for one that does not, because nothing
 * that Cognito answered is looked at. Masked as Cognito masks.
 *
 * @returns `{ medium: 'EMAIL', destination: '***', attribute: 'email' }` when neither an attribute nor the username is an address
 */
export function deliveryOfRequest({ username, attributes = {} }: Reachable): CodeDelivery {
  const candidates = [attributes['email'], attributes['phone_number'], username];
  return candidates.map(deliveryTo).find((delivery) => delivery !== undefined) ?? email('***');
}

/** Where a message to an address goes, masked; undefined for what is no address. */
export function deliveryTo(address: AttributeValue | undefined): CodeDelivery | undefined {
  if (typeof address !== 'string') return undefined;
  if (PHONE_NUMBER.test(address)) {
    return { medium: 'SMS', destination: `+*******${address.slice(-4)}`, attribute: 'phone_number' };
  }
  const at = address.lastIndexOf('@');
  return at > 0 ? email(`${first(address)}***@${first(address.slice(at + 1))}***`) : undefined;
}

function email(destination: string): CodeDelivery {
  return { medium: 'EMAIL', destination, attribute: 'email' };
}

/** By code point: half of a surrogate pair is not a letter. */
function first(text: string): string {
  return text.match(/^./su)?.[0] ?? '';
}
