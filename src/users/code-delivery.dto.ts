import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';

/** Where a code went. */
export class AttributeCodeDelivery {
  /**
   * How it was sent.
   * @example EMAIL
   */
  medium?: 'EMAIL' | 'SMS';
  /**
   * The masked address.
   * @example j***@e***
   */
  destination?: string;
  /**
   * The attribute that the code verifies.
   * @example email
   */
  attribute?: string;
}

/** Reads Cognito's delivery details. */
export function deliveryFrom(details: CodeDeliveryDetailsType | undefined): AttributeCodeDelivery {
  const { DeliveryMedium, Destination, AttributeName } = details ?? {};
  return {
    ...(DeliveryMedium === undefined ? {} : { medium: DeliveryMedium }),
    ...(Destination === undefined ? {} : { destination: Destination }),
    ...(AttributeName === undefined ? {} : { attribute: AttributeName }),
  };
}
