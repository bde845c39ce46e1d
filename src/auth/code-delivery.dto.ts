/** Where a code was sent. */
export class CodeDelivery {
  /**
   * How it was sent.
   * @example EMAIL
   */
  medium: 'EMAIL' | 'SMS';
  /**
   * The masked address: `p***@e***` or `+*******1234`. `***` when the request does not tell it and accounts are hidden.
   * @example p***@e***
   */
  destination: string;
  /**
   * The attribute that holds the address.
   * @example email
   */
  attribute: string;
}
