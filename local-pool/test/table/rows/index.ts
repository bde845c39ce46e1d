import type { Row } from '../row';
import { adminUserRows } from './admin-users';
import { choiceRows } from './choice';
import { clientRows } from './clients';
import { deviceRows } from './devices';
import { federationRows } from './federation';
import { groupRows } from './groups';
import { importRows } from './imports';
import { mfaRows } from './mfa';
import { passkeyRows } from './passkeys';
import { poolRows } from './pools';
import { protectionRows } from './protection';
import { recoveryRows } from './recovery';
import { selfServiceRows } from './self-service';
import { sessionRows } from './session';
import { signInRows } from './sign-in';
import { signUpRows } from './sign-up';
import { userSessionRows } from './user-sessions';

/** The rows that are written by hand, family by family. */
export const allRows: readonly Row[] = [
  ...poolRows,
  ...clientRows,
  ...groupRows,
  ...adminUserRows,
  ...signUpRows,
  ...signInRows,
  ...choiceRows,
  ...sessionRows,
  ...recoveryRows,
  ...selfServiceRows,
  ...mfaRows,
  ...passkeyRows,
  ...userSessionRows,
  ...deviceRows,
  ...importRows,
  ...federationRows,
  ...protectionRows,
];
