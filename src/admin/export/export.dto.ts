import { IsIn, IsString } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';
import { BulkProblem } from '../bulk/bulk.dto';
import type { AdminUser } from '../users/admin-user.dto';

/** What is exported, and from where on. */
export class ExportQuery {
  /** The last `cursor` of an export that was cut off: it goes on behind that line. */
  @MayBeLeftOut()
  @IsString()
  cursor?: string;
  /** `true` adds the groups of each user, which takes longer. */
  @MayBeLeftOut()
  @IsIn(['true', 'false'])
  groups?: 'true' | 'false';
}

/** The last line of an export. Without it the export has been cut off. */
export class ExportSummary {
  /** Whether all users have been told of. */
  complete: boolean;
  /** How many users this answer tells of. */
  users: number;
  /** Where to go on, when it is not complete; nothing where it is to begin again. */
  cursor?: string;
  /** Why it is not complete. */
  problem?: BulkProblem;
}

/** A line of an export: users, with a `cursor` now and then, and a `summary` in the end. */
export class ExportLine {
  user?: AdminUser;
  /** All users before this line have been told of: an export with this `cursor` goes on behind them. */
  cursor?: string;
  summary?: ExportSummary;
}
