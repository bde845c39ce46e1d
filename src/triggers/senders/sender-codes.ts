import { Inject, Injectable } from '@nestjs/common';
import type { TriggerEvent } from '../events';

/** Injection token of the CodeDecryption. */
export const CODE_DECRYPTION = Symbol('code decryption');

/**
 * Decrypts what Cognito hands to custom senders: a message of the AWS Encryption SDK, encrypted with the KMS key of the pool's
 * LambdaConfig. A team provides it with `@aws-crypto/client-node`; there is no cryptography of our own here.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export interface CodeDecryption {
  /**
   * @param message the bytes of `request.code`
   * @returns the clear text, UTF-8
   */
  decrypt(message: Uint8Array): Promise<Uint8Array>;
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/**
 * Reads the codes of custom senders, for providers of `CustomEmailSender` and `CustomSMSSender`:
 *
 * ```ts
 * @OnTrigger('CustomSMSSender', { failure: 'closed' })
 * async send(event: TriggerEvent<'CustomSMSSender'>, { key, signal }: TriggerContext): Promise<void> {
 *   const code = await this.codes.of(event);
 *   await this.once.run(`sms:${key}`, () => this.gateway.send(event.request.userAttributes['phone_number'], code, signal));
 * }
 * ```
 */
@Injectable()
export class SenderCodes {
  constructor(@Inject(CODE_DECRYPTION) private readonly decryption: CodeDecryption) {}

  /**
   * @returns the code or the temporary password; undefined for a notice, which has none. Never to be logged
   * @throws whatever the decryption throws
   */
  async of(event: TriggerEvent<'CustomEmailSender' | 'CustomSMSSender'>): Promise<string | undefined> {
    const { code } = event.request;
    if (!code) return undefined;
    const clear = Buffer.from(await this.decryption.decrypt(Buffer.from(code, 'base64'))).toString('utf8');
    // Temporary passwords come escaped for HTML.
    const isPassword = event.triggerSource.endsWith('_AdminCreateUser');
    return isPassword
      ? clear.replace(/&(?:amp|lt|gt|quot|#39);/gu, (entity) => CHARACTERS[entity] ?? entity)
      : clear;
  }
}
