import { SetMetadata } from '@nestjs/common';
import type { LimitName } from './limits';

export const LIMIT = 'gatehouse:limit';

/** Names the row of the table of limits that a route or a controller is under. */
export const Limit = (name: LimitName) => SetMetadata(LIMIT, name);
