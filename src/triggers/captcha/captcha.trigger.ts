import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import { LOG, type Log } from '../../common/observability/log';
import type { TriggerEvent } from '../events';
import { Once } from '../once';
import { OnTrigger, type TriggerContext } from '../on-trigger.decorator';
import { Refusal } from '../refusal';
import { CAPTCHA, type Captcha } from './captcha';

/** The member of `clientMetadata` (or of `validationData`, for who calls Cognito directly) that has the token. */
const MEMBER = 'captchaToken';
/** Longest token that is handed on, in characters; reCAPTCHA's are the longest, about 2,000. */
const LONGEST = 8192;

/** Lets only people sign up by themselves, as far as a captcha can tell (`CAPTCHA_URL`). */
@Injectable()
export class CaptchaTrigger {
  private readonly failsOpen: boolean;

  constructor(
    @Inject(CAPTCHA) private readonly captcha: Captcha,
    private readonly once: Once,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.failsOpen = environment.CAPTCHA_FAILURE === 'open';
  }

  /** @throws Refusal without a token that proves a person; Error when nobody can tell, unless that is to let everybody in */
  @OnTrigger('PreSignUp', { failure: 'closed', order: -50 })
  async admit(event: TriggerEvent<'PreSignUp'>, { key, signal }: TriggerContext): Promise<void> {
    if (event.triggerSource !== 'PreSignUp_SignUp') return;
    const { clientMetadata, validationData } = event.request;
    const token = clientMetadata?.[MEMBER] ?? validationData?.[MEMBER] ?? '';
    if (token === '' || token.length > LONGEST) throw new Refusal('Please solve the captcha');
    if (!(await this.proved(token, key, signal))) {
      throw new Refusal('The captcha was not solved, or too long ago: please solve it again');
    }
  }

  /** A second attempt of Cognito's comes with the same token, which would be refused as used. */
  private async proved(token: string, key: string, signal: AbortSignal): Promise<boolean> {
    try {
      const proved = await this.once.run(`captcha:${key}`, () => this.captcha.proves(token, signal));
      if (proved === undefined) throw new Error('Another instance is asking about this token');
      return proved;
    } catch (failure) {
      if (!this.failsOpen) throw failure;
      this.log.error({ failure }, 'the captcha cannot be checked: everybody may sign up');
      return true;
    }
  }
}
