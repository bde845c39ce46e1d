import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import type { TriggerEvent } from '../events';
import { OnTrigger } from '../on-trigger.decorator';
import { textsFor } from './languages';
import type { MessageKind } from './message-texts';
import { filled, htmlOf } from './write';

/**
 * Words the messages of the user pool in the language of whom they go to: that of the `locale` attribute, else of
 * `clientMetadata.locale`, else `MESSAGE_LANGUAGE`.
 *
 * It fails open: a message in the pool's own words is better than none.
 */
@Injectable()
export class CustomMessageTrigger {
  constructor(@Inject(ENVIRONMENT) private readonly environment: Environment) {}

  @OnTrigger('CustomMessage', { failure: 'open', order: -100 })
  word({ triggerSource, request, response }: TriggerEvent<'CustomMessage'>): void {
    const { userAttributes, clientMetadata, codeParameter, usernameParameter } = request;
    const wanted = [userAttributes['locale'], clientMetadata?.['locale']];
    const texts = textsFor(wanted, this.environment.MESSAGE_LANGUAGE);
    const { sms, subject, email } =
      texts.messages[triggerSource.slice('CustomMessage_'.length) as MessageKind];
    // Cognito puts the code and the name where its own placeholders stand.
    const values = { code: codeParameter, username: usernameParameter ?? '' };
    response.smsMessage = filled(sms, values);
    response.emailSubject = subject;
    response.emailMessage = htmlOf(texts, email, values, userAttributes);
  }
}
