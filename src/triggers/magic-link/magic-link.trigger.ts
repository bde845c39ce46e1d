import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import { LOG, type Log } from '../../common/observability/log';
import type { TriggerEvent } from '../events';
import { Once } from '../once';
import { OnTrigger, type TriggerContext } from '../on-trigger.decorator';
import { evenly } from './evenly';
import { type MagicLinkSender, MAGIC_LINK_SENDER } from './magic-link-sender';
import { magicLinkMessage } from './message';
import { hashOf, isSecret, type KeptSecret, metadataOf, secretFrom, secretIn } from './secret';

/** Wrong answers that a sign-in may have: a link that was copied badly can be copied again. */
const MOST_ANSWERS = 3;

/**
 * Signs people in by a link in an e-mail, without a password (`MAGIC_LINK_URL`): Cognito's custom challenge, which `POST /v1/auth/sign-in`
 * begins with `method: custom` and `POST /v1/auth/challenge` answers with the secret of the link.
 *
 * Somebody unknown takes the same way in the same time, and gets the same answers.
 */
@Injectable()
export class MagicLinkTrigger {
  constructor(
    @Inject(MAGIC_LINK_SENDER) private readonly sender: MagicLinkSender,
    private readonly once: Once,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A link, up to three answers to it, and tokens. With an SRP_A the password comes first. */
  @OnTrigger('DefineAuthChallenge', { failure: 'closed', order: -100 })
  define({ request, response }: TriggerEvent<'DefineAuthChallenge'>): void {
    const { session, userNotFound } = request;
    const last = session.at(-1);
    const links = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
    const proved = last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult;
    response.issueTokens = proved && userNotFound !== true && secretIn(last.challengeMetadata) !== undefined;
    response.failAuthentication = !response.issueTokens && (proved || links.length >= MOST_ANSWERS);
    if (response.issueTokens || response.failAuthentication) return;
    response.challengeName = last?.challengeName === 'SRP_A' ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE';
  }

  /** Sends the link at the first round. Later ones wait for the same. */
  @OnTrigger('CreateAuthChallenge', { failure: 'closed', order: -100 })
  create(event: TriggerEvent<'CreateAuthChallenge'>, context: TriggerContext): Promise<void> {
    return evenly(this.environment, context, async () => {
      const { request, response } = event;
      const before = request.session.map(({ challengeMetadata }) => secretIn(challengeMetadata));
      const kept = before.find((secret) => secret !== undefined) ?? (await this.begin(event, context));
      response.publicChallengeParameters = { kind: 'MAGIC_LINK' };
      response.privateChallengeParameters = { ...kept };
      response.challengeMetadata = metadataOf(kept);
    });
  }

  /** Takes the secret of the link, once and for this sign-in. */
  @OnTrigger('VerifyAuthChallengeResponse', { failure: 'closed', order: -100 })
  async verify({ request, response }: TriggerEvent<'VerifyAuthChallengeResponse'>): Promise<void> {
    const { hash, expires, id } = request.privateChallengeParameters;
    // The challenge of another provider.
    if (hash === undefined || expires === undefined || id === undefined) return;
    const right = isSecret(request.challengeAnswer, { hash }) && Date.now() < Number(expires);
    response.answerCorrect = right && request.userNotFound !== true && (await this.isFirst(hash, id));
  }

  private async begin(
    event: TriggerEvent<'CreateAuthChallenge'>,
    context: TriggerContext,
  ): Promise<KeptSecret> {
    const seed = await this.once.random(`magic-link-seed:${context.key}`);
    const secret = secretFrom(seed, this.environment.SESSION_SECRET);
    const expires = Date.now() + this.environment.MAGIC_LINK_MINUTES * 60_000;
    await this.send(event, secret, context);
    return { hash: hashOf(secret), expires: String(expires), id: randomUUID() };
  }

  private async send(
    { request, userPoolId, userName }: TriggerEvent<'CreateAuthChallenge'>,
    secret: string,
    { key, signal }: TriggerContext,
  ): Promise<void> {
    const { email, email_verified: verified } = request.userAttributes;
    if (request.userNotFound === true || !email || verified !== 'true') return;
    const message = magicLinkMessage(this.environment, { ...request, email, userPoolId, userName, secret });
    try {
      await this.once.run(`magic-link:${key}`, () => this.sender.send(message, signal));
    } catch (failure) {
      // Not a failure of the challenge: it would tell that there is an account.
      this.log.error({ failure }, 'a link to sign in could not be sent');
    }
  }

  /** Two sign-ins of half a minute have one link, which is good for one of them. */
  private async isFirst(hash: string, id: string): Promise<boolean> {
    const life = this.environment.MAGIC_LINK_MINUTES * 60;
    return (await this.once.hold(`magic-link-used:${hash}`, () => id, life)) === id;
  }
}
