import type { FurtherLimit } from '../../common/rate-limits/limit.decorator';

/** A change that has a code sent to a new address. Looks at what has not been validated yet. */
export const NEW_ADDRESS: FurtherLimit = {
  name: 'send-code',
  when: ({ body }) => {
    const { attributes } = (body ?? {}) as { readonly attributes?: unknown };
    const { email, phone_number: phone } = (attributes ?? {}) as Record<string, unknown>;
    return typeof email === 'string' || typeof phone === 'string';
  },
};
