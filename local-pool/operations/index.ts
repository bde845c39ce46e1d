import type { OperationTable } from '../operation';
import { adminCreateUserOperations } from './admin-create-user';
import { adminDeviceOperations } from './admin-devices';
import { adminPasswordOperations } from './admin-passwords';
import { adminUserOperations } from './admin-users';
import { withAuthEvents } from '../events/recorded-operations';
import { authEventOperations } from './auth-events';
import { authFactorOperations } from './auth-factors';
import { clientSecretOperations } from './client-secrets';
import { clientOperations } from './clients';
import { domainOperations } from './domains';
import { deviceOperations } from './devices';
import { groupOperations } from './groups';
import { importOperations } from './imports';
import { identityProviderOperations } from './identity-providers';
import { listUsersOperations } from './list-users';
import { passkeyOperations } from './passkeys';
import { logDeliveryOperations } from './log-delivery';
import { mfaOperations } from './mfa';
import { poolMfaOperations } from './pool-mfa';
import { poolOperations } from './pools';
import { providerLinkOperations } from './provider-links';
import { recoveryOperations } from './recovery';
import { resourceServerOperations } from './resource-servers';
import { riskOperations } from './risk';
import { selfServiceOperations } from './self-service';
import { sessionOperations } from './session';
import { sessionConfigurationOperations } from './session-configuration';
import { signInOperations } from './sign-in';
import { signUpOperations } from './sign-up';
import { userSessionOperations } from './user-sessions';
import { softwareTokenOperations } from './software-token';
import { tagOperations } from './tags';

/** Every operation the pool supports, by its wire name. */
export const operations: OperationTable = withAuthEvents({
  ...poolOperations,
  ...poolMfaOperations,
  ...clientOperations,
  ...clientSecretOperations,
  ...adminCreateUserOperations,
  ...adminUserOperations,
  ...adminPasswordOperations,
  ...listUsersOperations,
  ...groupOperations,
  ...importOperations,
  ...signUpOperations,
  ...signInOperations,
  ...authFactorOperations,
  ...softwareTokenOperations,
  ...mfaOperations,
  ...sessionOperations,
  ...userSessionOperations,
  ...sessionConfigurationOperations,
  ...recoveryOperations,
  ...selfServiceOperations,
  ...passkeyOperations,
  ...deviceOperations,
  ...adminDeviceOperations,
  ...identityProviderOperations,
  ...providerLinkOperations,
  ...resourceServerOperations,
  ...domainOperations,
  ...tagOperations,
  ...logDeliveryOperations,
  ...authEventOperations,
  ...riskOperations,
});
