import { SetMetadata } from '@nestjs/common';

export const AUDITED = 'gatehouse:audited';

/** What an audit event says happened: `<area>.<action>`, lower_snake. */
export type AuditAction = `${'auth' | 'user' | 'admin' | 'access'}.${string}`;

/** Writes one audit event for each call of the route: who, what, from where, with which outcome. */
export const Audited = (action: AuditAction) => SetMetadata(AUDITED, action);
