import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';

/** Where a code was sent. */
export class CodeDelivery {
  /**
   * How it was sent.
   * @example EMAIL
   */
  medium: 'EMAIL' | 'SMS';
  /**
   * The masked address: `p***@e***` or `+*******1234`. `***` where the request does not tell it and the account must not.
   * @example p***@e***
   */
  destination: string;
  /**
   * The attribute that holds the address.
   * @example email
   */
  attribute: string;
}

/** Where Cognito says that it has sent a code; undefined when it sent none. */
export function deliveryFrom(details: CodeDeliveryDetailsType | undefined): CodeDelivery | undefined {
  if (details?.Destination === undefined) return undefined;
  const medium = details.DeliveryMedium ?? 'EMAIL';
  return {
    medium,
    destination: details.Destination,
    attribute: details.AttributeName ?? (medium === 'SMS' ? 'phone_number' : 'email'),
  };
}
