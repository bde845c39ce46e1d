import type { Cases } from '../case';
import { adminGroupCases } from './admin-groups';
import { adminDeviceCases } from './admin-devices';
import { adminEventCases } from './admin-events';
import { adminMfaCases } from './admin-mfa';
import { adminScaleCases } from './admin-scale';
import { adminProviderCases } from './admin-providers';
import { adminSessionCases } from './admin-sessions';
import { adminUserCases } from './admin-users';
import { awsCredentialsCases } from './aws-credentials';
import { challengeCases } from './challenge';
import { deviceCases } from './devices';
import { mfaCases } from './mfa';
import { passkeyCases } from './passkeys';
import { passwordCases } from './password';
import { passwordRecoveryCases } from './password-recovery';
import { profileCases } from './profile';
import { serviceCases, userPoolCases } from './service';
import { sessionCases } from './session';
import { signInCases } from './sign-in';
import { signUpCases } from './sign-up';
import { userSessionCases } from './user-sessions';

/** The ways in. */
export const authCases: Cases = {
  ...signUpCases,
  ...signInCases,
  ...challengeCases,
  ...passwordRecoveryCases,
  ...sessionCases,
};
/** What users do for themselves. */
export const userCases: Cases = {
  ...profileCases,
  ...passwordCases,
  ...mfaCases,
  ...deviceCases,
  ...passkeyCases,
  ...userSessionCases,
  ...awsCredentialsCases,
};
/** What administrators do. */
export const adminCases: Cases = {
  ...adminUserCases,
  ...adminMfaCases,
  ...adminDeviceCases,
  ...adminSessionCases,
  ...adminEventCases,
  ...adminProviderCases,
  ...adminGroupCases,
  ...adminScaleCases,
  ...userPoolCases,
};
/** What belongs to the service itself. */
export const otherCases: Cases = serviceCases;
