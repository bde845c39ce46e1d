import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { LOG, type Log } from '../common/observability/log';
import { eventKey } from './event-key';
import type { AnyEvent, TriggerName } from './events';
import { givenUp, inTime } from './in-time';
import { Refusal, TriggerFailure } from './refusal';
import { type TriggerProvider, TriggerProviders } from './trigger-providers';
import { responseFault, triggerOf, triggerTable } from './trigger-table';

/** One event on its way through the providers. */
interface Run {
  readonly trigger: TriggerName;
  readonly source: string;
  readonly key: string;
  /** When an answer has to leave, on the clock of `performance.now()`. */
  readonly deadline: number;
}

/** Serves the triggers of the user pool: calls their providers in order and gives the whole event back, as Cognito wants it. */
@Injectable()
export class Triggers {
  private readonly budget: number;
  /** What nobody serves and has been said so: once is enough. */
  private readonly said = new Set<string>();

  constructor(
    private readonly providers: TriggerProviders,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.budget = environment.TRIGGER_TIMEOUT_MS;
  }

  /** The triggers that somebody serves, and that the user pool should therefore call. */
  get served(): ReadonlySet<TriggerName> {
    return this.providers.served;
  }

  /**
   * Serves one event.
   *
   * @param event as Cognito sends it. What is no event of a known trigger goes back as it is
   * @param within milliseconds that are left, when they may be fewer than `TRIGGER_TIMEOUT_MS`
   * @returns the event with its `response` filled in
   * @throws Refusal, and TriggerFailure: their messages are what Cognito passes on
   */
  async serve(event: unknown, within = this.budget): Promise<unknown> {
    const trigger = isEvent(event) ? triggerOf(event) : undefined;
    if (!isEvent(event) || trigger === undefined) {
      this.sayOnce(isEvent(event) ? event : undefined, 'an event of an unknown trigger goes back as it is');
      return event;
    }
    const providers = this.providers.of(trigger, event.version);
    if (providers.length === 0) {
      this.sayOnce(event, 'nobody serves this trigger: its events go back as they are');
      return event;
    }
    const deadline = performance.now() + Math.min(this.budget, within);
    const run = { trigger, source: event.triggerSource, key: eventKey(event), deadline };
    const served = await this.through(providers, event, run);
    const missing = triggerTable[trigger].missing?.(served);
    if (missing === undefined) return served;
    this.log.error({ trigger, source: run.source, missing }, 'a response is not complete');
    throw new TriggerFailure();
  }

  private async through(providers: readonly TriggerProvider[], event: AnyEvent, run: Run): Promise<AnyEvent> {
    let response = event.response;
    for (const [index, provider] of providers.entries()) {
      const closedFollow = providers.slice(index + 1).some(({ failure }) => failure === 'closed');
      response = await this.step(provider, { ...event, response }, { ...run, closedFollow });
    }
    return { ...event, response };
  }

  /** @returns the response after one provider: as before it, when it fails and may */
  private async step(
    provider: TriggerProvider,
    event: AnyEvent,
    run: Run & { readonly closedFollow: boolean },
  ): Promise<AnyEvent['response']> {
    const { trigger, source } = run;
    const where = { trigger, source, provider: provider.name };
    try {
      const response = await this.call(provider, event, run);
      const fault = responseFault(trigger, event.version, changes(event.response, response));
      if (fault === undefined) return response;
      this.log.error({ ...where, fault }, 'a provider fills in what Cognito does not take');
    } catch (error) {
      if (error instanceof Refusal) {
        this.log.info(where, 'a provider refuses');
        throw error;
      }
      const failure = error instanceof Error ? error : new Error('something else was thrown');
      this.log.error({ ...where, failure, givenUp: error === givenUp }, 'a provider fails');
      if (provider.failure === 'closed') throw new TriggerFailure();
      return event.response;
    }
    if (provider.failure === 'closed') throw new TriggerFailure();
    return event.response;
  }

  /** Calls a provider with an event of its own: nothing that it does to it, or does later, is seen by others. */
  private async call(
    provider: TriggerProvider,
    event: AnyEvent,
    { key, deadline, closedFollow }: Run & { readonly closedFollow: boolean },
  ): Promise<AnyEvent['response']> {
    const left = deadline - performance.now();
    // Who may be left out must not take the time of those who may not.
    const share = provider.failure === 'open' && closedFollow ? left / 2 : left;
    const given = structuredClone(event);
    const answer = await inTime(Math.min(share, provider.within ?? share), (signal, remaining) =>
      provider.call(given, { key, signal, remaining }),
    );
    // Handlers of plain functions return the event; here it would be lost without anybody noticing.
    if (answer !== undefined && answer !== given) throw new TypeError('A provider fills in event.response');
    // Dates, `undefined` and the like would not reach Cognito as they are here.
    return JSON.parse(JSON.stringify(given.response)) as AnyEvent['response'];
  }

  private sayOnce(event: AnyEvent | undefined, what: string): void {
    const { triggerSource: source, version } = event ?? {};
    const about = `${what} ${source ?? ''} ${version ?? ''}`;
    if (this.said.has(about) || this.said.size > 100) return;
    this.said.add(about);
    this.log.warn({ source, version }, what);
  }
}

/** What a provider has filled in or changed. What Cognito has sent itself needs no look. */
function changes(before: AnyEvent['response'], after: AnyEvent['response']): object {
  if (!isObject(after)) return { response: after };
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name])),
  );
}

function isEvent(event: unknown): event is AnyEvent {
  if (!isObject(event)) return false;
  const { version, triggerSource, userName, userPoolId, request, response } = event;
  const texts = [version, triggerSource, userName, userPoolId];
  return texts.every((text) => typeof text === 'string') && isObject(request) && isObject(response);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
