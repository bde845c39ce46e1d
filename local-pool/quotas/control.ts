import { jsonAnswer, type Answer } from '../http/answer';
import { defaultRates, type QuotaCategory } from './categories';
import type { Quotas } from './quotas';

/**
 * `POST /_local/control/quotas`: switches the request quotas on or off, with full allowances.
 *
 * @param body `{"enabled", "limits"?: {"<category>": calls a second}}`; categories left out have Cognito's rates
 * @returns the settings in force, as `GET` tells them; 400 with a `message` for a body that cannot be used
 */
export function setQuotas(quotas: Quotas, body: Readonly<Record<string, unknown>>): Answer {
  const { enabled, limits = {} } = body;
  if (typeof enabled !== 'boolean') return refusal('enabled must be true or false.');
  if (!isLimits(limits)) {
    return refusal(
      `limits must give calls a second, more than 0, for: ${Object.keys(defaultRates).join(', ')}.`,
    );
  }
  quotas.set(enabled && limits);
  return jsonAnswer(200, quotas);
}

function isLimits(value: unknown): value is Partial<Record<QuotaCategory, number>> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([name, rate]) => Object.hasOwn(defaultRates, name) && typeof rate === 'number' && rate > 0,
  );
}

function refusal(message: string): Answer {
  return jsonAnswer(400, { message });
}
