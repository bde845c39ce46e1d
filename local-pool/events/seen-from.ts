import type { ContextDataType, UserContextDataType } from '@aws-sdk/client-cognito-identity-provider';
import type { Caller } from '../operation';
import type { ClientRecord } from '../store/records';

/** What a request may say about where the user is. */
export interface ContextInput {
  readonly UserContextData?: UserContextDataType | undefined;
  readonly ContextData?: ContextDataType | undefined;
}

/**
 * Where the user is: what a server says of him (ContextData), what a client with a secret passes on if it may
 * (EnablePropagateAdditionalUserContextData), or else who is calling.
 */
export function seenFrom(
  caller: Caller,
  client: ClientRecord,
  { UserContextData, ContextData }: ContextInput,
): Caller {
  if (ContextData?.IpAddress !== undefined) {
    const agent = ContextData.HttpHeaders?.find(({ headerName }) => /^user-agent$/iu.test(headerName ?? ''));
    return { ...caller, address: ContextData.IpAddress, userAgent: agent?.headerValue ?? '' };
  }
  const passesOn = client.secrets.length > 0 && client.settings.EnablePropagateAdditionalUserContextData;
  const address = UserContextData?.IpAddress;
  return passesOn && address !== undefined ? { ...caller, address } : caller;
}
