import { functionNamedBy } from './arn';
import type { TriggerEvent, TriggerFunction } from './event';
import { timedOut, type FunctionHost, type Invocation } from './invocation';

/** Functions of this process, by the ARN that LambdaConfig has, by `name:alias` or by name. */
export class InProcessFunctions implements FunctionHost {
  constructor(private readonly functions: Readonly<Record<string, TriggerFunction>>) {}

  provides(arn: string): boolean {
    return this.find(arn) !== undefined;
  }

  /** The function gets a copy of the event and its answer is copied, so that neither side holds on to the other's state. */
  async invoke(arn: string, payload: string, limit: number): Promise<Invocation> {
    const called = this.find(arn);
    if (!called) throw new Error(`No function is provided for ${arn}`);
    try {
      return await within(limit, async () => {
        const answer = await called(JSON.parse(payload) as TriggerEvent);
        // There is no JSON of undefined; Lambda makes null of it.
        return { kind: 'answered', payload: JSON.stringify(answer ?? null) };
      });
    } catch (error) {
      return { kind: 'threw', message: error instanceof Error ? error.message : String(error) };
    }
  }

  private find(arn: string): TriggerFunction | undefined {
    const named = functionNamedBy(arn);
    const keys = [arn, ...(named ? [`${named.name}:${named.qualifier ?? ''}`, named.name] : [])];
    const key = keys.find((candidate) => Object.hasOwn(this.functions, candidate));
    return key === undefined ? undefined : this.functions[key];
  }
}

async function within(limit: number, work: () => Promise<Invocation>): Promise<Invocation> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<Invocation>((resolve) => {
    timer = setTimeout(() => {
      resolve(timedOut);
    }, limit);
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    clearTimeout(timer);
  }
}
