import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import type { TriggerEvent } from '../events';
import { OnTrigger } from '../on-trigger.decorator';
import { Refusal } from '../refusal';
import { domainOf } from './address';

/**
 * Lets people sign up by the domain of their e-mail address (`SIGN_UP_DOMAINS`, `SIGN_UP_DOMAINS_DENIED`). Also those who come from an
 * external provider for the first time; not those whom administrators invite.
 */
@Injectable()
export class SignUpDomainsTrigger {
  private readonly allowed: readonly string[] | undefined;
  private readonly denied: readonly string[];

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.allowed = environment.SIGN_UP_DOMAINS;
    this.denied = environment.SIGN_UP_DOMAINS_DENIED ?? [];
  }

  /** @throws Refusal */
  @OnTrigger('PreSignUp', { failure: 'closed', order: -100 })
  confine({ triggerSource, userName, request }: TriggerEvent<'PreSignUp'>): void {
    if (triggerSource === 'PreSignUp_AdminCreateUser') return;
    // The name of who comes from an external provider is made of the provider's.
    const named = triggerSource === 'PreSignUp_SignUp' && userName.includes('@') ? userName : undefined;
    const given = [request.userAttributes['email'], named].filter(
      (address) => address !== undefined && address !== '',
    );
    // Whoever gives no address at all cannot be in the list, but is not on the other one either.
    const welcome = given.length === 0 ? this.allowed === undefined : given.every((one) => this.takes(one));
    if (!welcome) throw new Refusal('Sign-up is not open to this e-mail address');
  }

  private takes(address: string | undefined): boolean {
    const domain = domainOf(address ?? '');
    if (domain === undefined) return false;
    // A domain that is denied is so with all below it; one that is allowed stands for itself unless it says `*.`.
    if (this.denied.some((entry) => isWithin(domain, entry.replace(/^\*\./, '')))) return false;
    return this.allowed?.some((entry) => matches(domain, entry)) ?? true;
  }
}

function matches(domain: string, entry: string): boolean {
  return entry.startsWith('*.') ? domain.endsWith(entry.slice(1)) : domain === entry;
}

function isWithin(domain: string, entry: string): boolean {
  return domain === entry || domain.endsWith(`.${entry}`);
}
