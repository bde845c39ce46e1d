import { Injectable } from '@nestjs/common';
import type { TriggerEvent } from '../../src/triggers/events';
import { Once } from '../../src/triggers/once';
import { OnTrigger, type TriggerContext } from '../../src/triggers/on-trigger.decorator';
import { Refusal } from '../../src/triggers/refusal';

/** Members sign up with the number of their card, are welcomed once, and may be told from others by their access tokens. */
@Injectable()
export class MembersTrigger {
  /** In place of a mail or of a row in a database. */
  readonly welcomed: string[] = [];

  constructor(private readonly once: Once) {}

  /** What the client sends as `clientMetadata` of `POST /v1/auth/sign-up` is there as `request.clientMetadata`. */
  @OnTrigger('PreSignUp', { failure: 'closed' })
  admit({ triggerSource, request }: TriggerEvent<'PreSignUp'>): void {
    if (triggerSource !== 'PreSignUp_SignUp') return;
    const card = request.clientMetadata?.['card'] ?? '';
    if (!/^M-\d{6}$/.test(card)) throw new Refusal('This is not the number of a card');
  }

  @OnTrigger('PostConfirmation', { failure: 'open', within: 2000 })
  async welcome(event: TriggerEvent<'PostConfirmation'>, { key }: TriggerContext): Promise<void> {
    if (event.triggerSource !== 'PostConfirmation_ConfirmSignUp') return;
    await this.once.run(`welcome:${key}`, () => Promise.resolve(this.welcomed.push(event.userName)));
  }

  /** Providers see what those before them have filled in: here the account and the groups. */
  @OnTrigger('PreTokenGeneration', { version: 2, failure: 'open' })
  level({ response }: TriggerEvent<'PreTokenGeneration', 2>): void {
    const details = response.claimsAndScopeOverrideDetails ?? {};
    const { claimsToAddOrOverride, ...access } = details.accessTokenGeneration ?? {};
    response.claimsAndScopeOverrideDetails = {
      ...details,
      accessTokenGeneration: { ...access, claimsToAddOrOverride: { ...claimsToAddOrOverride, member: true } },
    };
  }
}
