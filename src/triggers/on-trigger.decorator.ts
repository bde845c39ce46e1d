import 'reflect-metadata';
import type { TriggerEvent, TriggerName, VersionOf } from './events';

const TRIGGERS = 'gatehouse:triggers';

/** What a provider may use besides the event. */
export interface TriggerContext {
  /**
   * The same for every time that Cognito calls about the same thing: it may call up to three times. For `Once`, and for the keys of
   * records. Secrets of the event do not go into it.
   */
  readonly key: string;
  /** Aborted when the provider is given up. Hand it to `fetch` and to the SDK. */
  readonly signal: AbortSignal;
  /** Milliseconds left for this provider. */
  readonly remaining: () => number;
}

/** A method that serves a trigger: fills in `event.response`. What else it changes of the event is lost. */
export type TriggerHandler<Trigger extends TriggerName, Version extends VersionOf<Trigger>> = (
  event: TriggerEvent<Trigger, Version>,
  context: TriggerContext,
) => Promise<void> | void;

/** How a provider serves a trigger. */
export interface TriggerOptions<Version> {
  /**
   * What a failure does: `closed` refuses what Cognito has asked about; `open` goes on with the event as it was before this provider.
   * Either way it is logged. A `Refusal` refuses in any case.
   */
  readonly failure: 'closed' | 'open';
  /** Those of a trigger are called from the lowest to the highest, one after the other. Default 0; equal ones by their class's name. */
  readonly order?: number;
  /** Milliseconds that this provider may take. It is given up sooner where the whole trigger's time ends. */
  readonly within?: number;
  /** Version of the event. Needs to be said where there are several. */
  readonly version?: Version;
}

/** One of a method's declarations. */
export interface TriggerDeclaration {
  readonly trigger: TriggerName;
  /** As events say it. */
  readonly version: string;
  readonly failure: 'closed' | 'open';
  readonly order: number;
  readonly within: number | undefined;
}

/** Triggers whose event comes in one version need not say which. */
type OptionsFor<Trigger extends TriggerName, Version> = [VersionOf<Trigger>] extends [1]
  ? TriggerOptions<Version>
  : TriggerOptions<Version> & { readonly version: Version };

/**
 * Has a method of a Nest provider serve a trigger of the user pool. A method can serve several: one line for each.
 *
 * ```ts
 * @OnTrigger('PreSignUp', { failure: 'closed' })
 * refuseRobots(event: TriggerEvent<'PreSignUp'>): void {
 *   if (event.userName.startsWith('robot')) throw new Refusal('Robots have to stay outside');
 * }
 * ```
 */
export function OnTrigger<
  Trigger extends TriggerName,
  const Version extends VersionOf<Trigger> = VersionOf<Trigger>,
>(trigger: Trigger, options: OptionsFor<Trigger, Version>) {
  const { failure, order = 0, within, version } = options as TriggerOptions<Version>;
  const declaration: TriggerDeclaration = {
    trigger,
    version: String(version ?? 1),
    failure,
    order,
    within,
  };
  return <Handler extends TriggerHandler<Trigger, Version>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    const method = descriptor.value;
    if (method === undefined) throw new TypeError('OnTrigger belongs to a method');
    Reflect.defineMetadata(TRIGGERS, [...declarationsOf(method), declaration], method);
  };
}

/** What a method serves; nothing for one without the decorator. */
export function declarationsOf(method: object): readonly TriggerDeclaration[] {
  return (Reflect.getMetadata(TRIGGERS, method) as readonly TriggerDeclaration[] | undefined) ?? [];
}
