import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { TriggerEvent } from '../events';
import { OnTrigger, type TriggerContext } from '../on-trigger.decorator';
import { ATTRIBUTE_MAPPING, type AttributeMapping, checkMapping, mapped } from './attribute-mapping';
import { LEGACY_DIRECTORY, type LegacyDirectory, type LegacyUser } from './legacy-directory';

/**
 * Brings users over from a former directory: at their first sign-in, with the password they have, or when they have forgotten it. Cognito asks for
 * names that it does not know, and only where the password comes in clear (`POST /v1/auth/sign-in` with `method: password`).
 *
 * It fails closed: nobody is told that the password is wrong because the former directory does not answer.
 */
@Injectable()
export class MigrateUserTrigger implements OnModuleInit {
  constructor(
    @Inject(LEGACY_DIRECTORY) private readonly directory: LegacyDirectory,
    @Inject(ATTRIBUTE_MAPPING) private readonly mapping: AttributeMapping,
  ) {}

  onModuleInit(): void {
    checkMapping(this.mapping);
  }

  /** Nothing is filled in for somebody whom the directory does not know: Cognito answers as for any unknown user then. */
  @OnTrigger('UserMigration', { failure: 'closed', order: -100 })
  async migrate(event: TriggerEvent<'UserMigration'>, { signal }: TriggerContext): Promise<void> {
    const { triggerSource, userName, request, response } = event;
    const signsIn = triggerSource === 'UserMigration_Authentication';
    const user = signsIn
      ? await this.directory.authenticate(userName, request.password, signal)
      : await this.directory.find(userName, signal);
    if (user === undefined) return;
    response.userAttributes = mapped(this.mapping, user.attributes);
    response.messageAction = 'SUPPRESS';
    if (signsIn) response.finalUserStatus = statusOf(user);
  }
}

/** The password has just been proved: it goes on being the user's, unless the directory says otherwise. */
function statusOf({ mustResetPassword = false }: LegacyUser): 'CONFIRMED' | 'RESET_REQUIRED' {
  return mustResetPassword ? 'RESET_REQUIRED' : 'CONFIRMED';
}
