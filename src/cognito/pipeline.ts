import type {
  CognitoIdentityProviderClient,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DeserializeMiddleware, InitializeHandlerArguments, InitializeMiddleware } from '@smithy/types';
import type { Metrics } from '../common/observability/metrics';
import { CallMetrics } from './call-metrics';
import { checkAnswer, mayRepeat } from './commands';
import { withDeadline } from './deadline';
import { exchange, type Request } from './exchange';
import { repeat, RepetitionBudget } from './repetition';
import { translate } from './translate';

/**
 * Which deadline a call is under, by its input. Options of a call would switch the SDK's cached middleware off, and an
 * AsyncLocalStorage costs every request, so the input is copied for each attempt and serves as the key.
 */
type Signals = WeakMap<object, AbortSignal>;

type Arguments = InitializeHandlerArguments<ServiceInputTypes>;

/**
 * Builds our pipeline into the client: a deadline over everything, repetitions where the command table allows them, a check of
 * the answer, and the translation of whatever fails into an AppError.
 *
 * @param timeout milliseconds for a call, repetitions included
 */
export function addPipeline(
  client: CognitoIdentityProviderClient,
  handler: NodeHttpHandler,
  timeout: number,
  metrics: Metrics,
): void {
  const signals: Signals = new WeakMap();
  client.middlewareStack.add(callMiddleware(timeout, signals, new CallMetrics(metrics)), {
    name: 'gatehouseCall',
    step: 'initialize',
    priority: 'high',
  });
  client.middlewareStack.add(exchangeMiddleware(handler, signals), {
    name: 'gatehouseExchange',
    step: 'deserialize',
    priority: 'low',
  });
}

/** Outermost: one call, from the input to the checked answer. */
function callMiddleware(
  timeout: number,
  signals: Signals,
  calls: CallMetrics,
): InitializeMiddleware<ServiceInputTypes, ServiceOutputTypes> {
  const budget = new RepetitionBudget();
  return (next, context) => {
    const command = context.commandName ?? 'unknown';
    const attempt = async (args: Arguments, signal: AbortSignal) => {
      const input = { ...args.input };
      signals.set(input, signal);
      try {
        const result = await next({ ...args, input });
        checkAnswer(command, result.output);
        return result;
      } catch (error) {
        throw translate(command, error);
      }
    };
    return (args) => {
      budget.earn();
      const run = () =>
        withDeadline(timeout, (deadline) => {
          const once = () => attempt(args, deadline.signal);
          if (!mayRepeat(command)) return once();
          return repeat(once, deadline, budget, () => {
            calls.repeated(command);
          });
        });
      return calls.count(command, run);
    };
  };
}

/** Innermost, in place of the SDK's own step: the exchange under the deadline of its call. */
function exchangeMiddleware(
  handler: NodeHttpHandler,
  signals: Signals,
): DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> {
  return () => async (args) => {
    const signal = signals.get(args.input) ?? new AbortController().signal;
    const response = await exchange(handler, args.request as Request, signal);
    // The SDK's deserializer, one step further out, makes the output from the response.
    return { response };
  };
}
