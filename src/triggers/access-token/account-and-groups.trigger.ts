import { Injectable } from '@nestjs/common';
import type { TriggerEvent } from '../events';
import { OnTrigger } from '../on-trigger.decorator';

/** Names the account (tenant) of a user: the attribute in the pool, and the claim that the guards read. */
const ACCOUNT = 'custom:account_id';

/**
 * Writes the account of a user into the tokens, and says which groups they name. Whatever the tokens are issued for: a sign-in, a refresh,
 * managed login, a device, a new password.
 *
 * It fails closed: a token without the account would cost a question to Cognito at each instance, and one with the account of somebody
 * else cannot be.
 */
@Injectable()
export class AccountAndGroupsTrigger {
  /** Version 1 knows no access tokens: the account is in the ID token, where clients may read it. */
  @OnTrigger('PreTokenGeneration', { version: 1, failure: 'closed', order: -100 })
  idToken({ request, response }: TriggerEvent<'PreTokenGeneration', 1>): void {
    const account = request.userAttributes[ACCOUNT];
    const details = response.claimsOverrideDetails ?? {};
    response.claimsOverrideDetails = {
      ...details,
      ...(account ? { claimsToAddOrOverride: { ...details.claimsToAddOrOverride, [ACCOUNT]: account } } : {}),
      groupOverrideDetails: details.groupOverrideDetails ?? groupsOf(request.groupConfiguration),
    };
  }

  /** A client that acts for itself (version 3) has neither account nor groups. */
  @OnTrigger('PreTokenGeneration', { version: 2, failure: 'closed', order: -100 })
  @OnTrigger('PreTokenGeneration', { version: 3, failure: 'closed', order: -100 })
  bothTokens({ triggerSource, request, response }: TriggerEvent<'PreTokenGeneration', 2 | 3>): void {
    if (triggerSource === 'TokenGeneration_ClientCredentials') return;
    const account = request.userAttributes[ACCOUNT];
    const claims = account ? { [ACCOUNT]: account } : {};
    const details = response.claimsAndScopeOverrideDetails ?? {};
    const { idTokenGeneration: id, accessTokenGeneration: access } = details;
    response.claimsAndScopeOverrideDetails = {
      idTokenGeneration: { ...id, claimsToAddOrOverride: { ...id?.claimsToAddOrOverride, ...claims } },
      accessTokenGeneration: {
        ...access,
        claimsToAddOrOverride: { ...access?.claimsToAddOrOverride, ...claims },
      },
      groupOverrideDetails: details.groupOverrideDetails ?? groupsOf(request.groupConfiguration),
    };
  }
}

interface Groups {
  readonly groupsToOverride?: string[] | undefined;
  readonly iamRolesToOverride?: string[] | undefined;
  readonly preferredRole?: string | null | undefined;
}

/** As Cognito has them: an answer that names no groups leaves them, one that names them has to name the roles, too. */
function groupsOf({ groupsToOverride = [], iamRolesToOverride = [], preferredRole }: Groups) {
  return {
    groupsToOverride,
    iamRolesToOverride,
    ...(preferredRole ? { preferredRole } : {}),
  };
}
