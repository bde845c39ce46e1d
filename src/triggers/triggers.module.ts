import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { DestinationStream } from 'pino';
import { ConfigModule } from '../common/config/config.module';
import type { Environment } from '../common/config/environment';
import { createLog, LOG } from '../common/observability/log';
import { Metrics } from '../common/observability/metrics';
import { SharedStateModule } from '../common/shared-state/shared-state.module';
import { AccountAndGroupsTrigger } from './access-token/account-and-groups.trigger';
import { CAPTCHA } from './captcha/captcha';
import { CaptchaTrigger } from './captcha/captcha.trigger';
import { SiteVerify } from './captcha/site-verify';
import { MAGIC_LINK_SENDER } from './magic-link/magic-link-sender';
import { MagicLinkTrigger } from './magic-link/magic-link.trigger';
import { CustomMessageTrigger } from './messages/custom-message.trigger';
import { ATTRIBUTE_MAPPING } from './migration/attribute-mapping';
import { legacyDirectory } from './migration/directory-settings';
import { LEGACY_DIRECTORY } from './migration/legacy-directory';
import { mappingFrom } from './migration/mapping-file';
import { MigrateUserTrigger } from './migration/migrate-user.trigger';
import { Once } from './once';
import { CODE_DECRYPTION, SenderCodes } from './senders/sender-codes';
import { SignUpDomainsTrigger } from './sign-up/sign-up-domains.trigger';
import { TriggerProviders } from './trigger-providers';
import { Triggers } from './triggers';

/** What differs between entries, and what a team adds. */
export interface TriggerExtensions {
  /** Classes with `@OnTrigger` methods, what they need, and providers of the seams: `MAGIC_LINK_SENDER`, `LEGACY_DIRECTORY` and so on. */
  readonly providers?: readonly Provider[];
  /** Modules whose exports those need. */
  readonly imports?: NonNullable<DynamicModule['imports']>;
  /** Where the log goes instead of standard output. */
  readonly logDestination?: DestinationStream;
}

/** The triggers of the user pool: those that the environment switches on, and those of a team. */
@Module({})
export class TriggersModule {
  /** @throws Error when the environment switches something on that nobody provides */
  static for(environment: Environment, extensions: TriggerExtensions): DynamicModule {
    const { providers = [], imports = [], logDestination } = extensions;
    return {
      module: TriggersModule,
      global: true,
      imports: [ConfigModule.for(environment), SharedStateModule, DiscoveryModule, ...imports],
      providers: [
        { provide: LOG, useValue: createLog(environment, logDestination) },
        // A function is watched by its log.
        { provide: Metrics, useValue: new Metrics(false) },
        Once,
        TriggerProviders,
        Triggers,
        ...shipped(environment, providers),
        ...providers,
      ],
      exports: [LOG, Metrics, Once],
    };
  }
}

/** The triggers that come with the service, as far as they are on. */
function shipped(environment: Environment, others: readonly Provider[]): Provider[] {
  const provided = (token: symbol): boolean =>
    others.some((provider) => 'provide' in provider && provider.provide === token);
  const { SIGN_UP_DOMAINS, SIGN_UP_DOMAINS_DENIED, CAPTCHA_URL, MAGIC_LINK_URL } = environment;
  if (MAGIC_LINK_URL !== undefined && !provided(MAGIC_LINK_SENDER)) {
    throw new Error('MAGIC_LINK_URL is set, but nobody provides a MAGIC_LINK_SENDER');
  }
  const directory = legacyDirectory(environment);
  const on: readonly [boolean, Provider[]][] = [
    [environment.TRIGGER_TOKENS === 'on', [AccountAndGroupsTrigger]],
    [environment.TRIGGER_MESSAGES === 'on', [CustomMessageTrigger]],
    [(SIGN_UP_DOMAINS ?? SIGN_UP_DOMAINS_DENIED) !== undefined, [SignUpDomainsTrigger]],
    [CAPTCHA_URL !== undefined, [CaptchaTrigger, siteVerify(environment)]],
    [MAGIC_LINK_URL !== undefined, [MagicLinkTrigger]],
    [provided(LEGACY_DIRECTORY) || directory !== undefined, migration(environment, directory)],
    [provided(CODE_DECRYPTION), [SenderCodes]],
  ];
  return on.flatMap(([isOn, providers]) => (isOn ? providers : []));
}

/** A team's own directory, and its own mapping, stand behind these and win. */
function migration(environment: Environment, directory: Provider | undefined): Provider[] {
  const mapping = { provide: ATTRIBUTE_MAPPING, useFactory: () => mappingFrom(environment) };
  return [MigrateUserTrigger, mapping, ...(directory === undefined ? [] : [directory])];
}

function siteVerify({ CAPTCHA_URL = '', CAPTCHA_SECRET = '', ...environment }: Environment): Provider {
  const useValue = new SiteVerify({
    url: CAPTCHA_URL,
    secret: CAPTCHA_SECRET,
    hostnames: environment.CAPTCHA_HOSTNAMES,
    minScore: environment.CAPTCHA_MIN_SCORE,
    timeout: environment.CAPTCHA_TIMEOUT_MS,
  });
  return { provide: CAPTCHA, useValue };
}
