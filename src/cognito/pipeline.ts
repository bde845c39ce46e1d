import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type {
  DeserializeMiddleware,
  InitializeHandlerArguments,
  InitializeHandlerOutput,
  InitializeMiddleware,
  MiddlewareStack,
} from '@smithy/types';
import type { Breaker } from './breaker';
import { patiently } from './bulk';
import type { Bulkhead } from './bulkhead';
import { type CallMetrics, operationOf } from './call-metrics';
import { bodyForm, checkAnswer, mayRepeat } from './commands';
import { type Deadline, withDeadline } from './deadline';
import { exchange, type Request } from './exchange';
import { isThrottled, type Pace } from './pace';
import { repeat, RepetitionBudget } from './repetition';
import { translate } from './translate';

/**
 * Which deadline a call is under, by its input. Options of a call would switch the SDK's cached middleware off, and an
 * AsyncLocalStorage costs every request, so the input is copied for each attempt and serves as the key.
 */
type Signals = WeakMap<object, AbortSignal>;

/** A client of the SDK whose operations take `Input` and give `Output`. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** What every call passes. */
export interface Gates {
  readonly breaker: Breaker;
  readonly bulkhead: Bulkhead;
  readonly pace: Pace;
  readonly calls: CallMetrics;
  /** What failures mean; those of user pools when left out. */
  readonly translate?: typeof translate;
}

/**
 * Builds our pipeline into the client: a deadline over everything, repetitions where the command table allows them, pace, bulkhead and
 * breaker, a check of the answer, and the translation of whatever fails into an AppError.
 *
 * @param timeout milliseconds for a call, repetitions included
 */
export function addPipeline<Input extends object, Output extends object>(
  client: Client<Input, Output>,
  handler: NodeHttpHandler,
  timeout: number,
  gates: Gates,
): void {
  const signals: Signals = new WeakMap();
  client.middlewareStack.add(callMiddleware<Input, Output>(timeout, signals, gates), {
    name: 'gatehouseCall',
    step: 'initialize',
    priority: 'high',
  });
  client.middlewareStack.add(exchangeMiddleware<Input, Output>(handler, signals), {
    name: 'gatehouseExchange',
    step: 'deserialize',
    priority: 'low',
  });
}

/** Outermost: one call, from the input to the checked answer. */
function callMiddleware<Input extends object, Output extends object>(
  timeout: number,
  signals: Signals,
  gates: Gates,
): InitializeMiddleware<Input, Output> {
  type Arguments = InitializeHandlerArguments<Input>;
  const { pace, calls } = gates;
  const budget = new RepetitionBudget();
  return (next, context) => {
    const command = context.commandName ?? 'unknown';
    const operation = operationOf(command);
    const attempt = attempting<Input, Output>(command, gates, async (args, signal) => {
      const input = { ...args.input };
      signals.set(input, signal);
      return next({ ...args, input });
    });
    const repeated = (): void => {
      calls.repeated(command);
    };
    const forPerson = (args: Arguments) =>
      withDeadline(timeout, (deadline) => {
        const once = () => attempt(args, deadline);
        return mayRepeat(command) ? repeat(once, deadline, budget, repeated) : once();
      });
    const inBulk = (args: Arguments) => {
      // The deadline begins with the turn.
      const inTurn = async () => {
        await pace.turn(operation, args.input);
        return withDeadline(timeout, (deadline) => attempt(args, deadline));
      };
      return patiently(inTurn, pace, repeated);
    };
    return (args) => {
      budget.earn();
      return calls.count(command, () => (pace.isBulk(args.input) ? inBulk(args) : forPerson(args)));
    };
  };
}

/** One attempt at a call, within its deadline, through all gates. It fails with an AppError only. */
function attempting<Input extends object, Output extends object>(
  command: string,
  { breaker, bulkhead, pace, translate: meaning = translate }: Gates,
  exchanging: (
    args: InitializeHandlerArguments<Input>,
    signal: AbortSignal,
  ) => Promise<InitializeHandlerOutput<Output>>,
): (args: InitializeHandlerArguments<Input>, deadline: Deadline) => Promise<InitializeHandlerOutput<Output>> {
  const operation = operationOf(command);
  const exchanged = async (args: InitializeHandlerArguments<Input>, { signal, within }: Deadline) => {
    pace.spend(operation, args.input);
    try {
      const result = await within(exchanging(args, signal));
      checkAnswer(command, result.output);
      return result;
    } catch (error) {
      const failure = meaning(command, error);
      if (isThrottled(failure)) pace.throttled(operation, args.input);
      throw failure;
    }
  };
  return async (args, deadline) => {
    breaker.admit(operation);
    return bulkhead.run(operation, deadline.signal, () =>
      breaker.run(operation, () => exchanged(args, deadline)),
    );
  };
}

/** Innermost, in place of the SDK's own step: the exchange under the deadline of its call. */
function exchangeMiddleware<Input extends object, Output extends object>(
  handler: NodeHttpHandler,
  signals: Signals,
): DeserializeMiddleware<Input, Output> {
  return (_, { commandName = 'unknown' }) =>
    async (args) => {
      const signal = signals.get(args.input) ?? new AbortController().signal;
      const response = await exchange(handler, args.request as Request, signal, bodyForm(commandName));
      // The SDK's deserializer, one step further out, makes the output from the response.
      return { response };
    };
}
