import type { TriggerExtensions } from './triggers.module';

/** What a team adds to the triggers. A new one is a line here. */
export const team: TriggerExtensions = { providers: [] };
