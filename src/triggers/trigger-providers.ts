import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { TriggerName } from './events';
import { declarationsOf, type TriggerContext, type TriggerDeclaration } from './on-trigger.decorator';
import { triggerTable } from './trigger-table';

/** A method that serves a trigger. */
export interface TriggerProvider extends TriggerDeclaration {
  /** `Class.method`, for the log. */
  readonly name: string;
  readonly call: (event: unknown, context: TriggerContext) => unknown;
}

type Methods = Readonly<Record<string, (event: unknown, context: TriggerContext) => unknown>>;

/** All providers of all triggers, in the order in which they are called. */
@Injectable()
export class TriggerProviders implements OnModuleInit {
  private found: readonly TriggerProvider[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error for a declaration of a version that there is not */
  onModuleInit(): void {
    const providers = this.discovery
      .getProviders()
      .map((wrapper) => wrapper.instance as unknown)
      // A class may be provided under several names.
      .filter((instance, index, all) => isObject(instance) && all.indexOf(instance) === index)
      .flatMap((instance) => this.methodsOf(instance as Methods));
    for (const { trigger, version, name } of providers) {
      if (!Object.hasOwn(triggerTable[trigger].responses, version))
        throw new Error(`${name}: ${trigger} has no version ${version}`);
    }
    this.found = providers.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  }

  /** @param version of the event */
  of(trigger: TriggerName, version: string): readonly TriggerProvider[] {
    return this.found.filter((provider) => provider.trigger === trigger && provider.version === version);
  }

  /** The triggers that somebody serves. */
  get served(): ReadonlySet<TriggerName> {
    return new Set(this.found.map(({ trigger }) => trigger));
  }

  private methodsOf(instance: Methods): TriggerProvider[] {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const declared = instance[method];
      if (typeof declared !== 'function') return [];
      return declarationsOf(declared).map((declaration) => ({
        ...declaration,
        name: `${instance.constructor.name}.${method}`,
        call: declared.bind(instance),
      }));
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
