import { BlockList, isIP } from 'node:net';
import type { RiskConfigurationType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { AuthCall } from '../auth/sign-in';

/** What SetRiskConfiguration sets, of a pool or of one of its clients. */
export type RiskSettings = Pick<
  RiskConfigurationType,
  | 'CompromisedCredentialsRiskConfiguration'
  | 'AccountTakeoverRiskConfiguration'
  | 'RiskExceptionConfiguration'
> & { readonly updatedAt: number };

/** The configuration that counts for a client: its own, or else the pool's. */
export function riskSettings({ pool, client }: Pick<AuthCall, 'pool' | 'client'>): RiskSettings | undefined {
  return client.risk ?? pool.risk;
}

/** Whether the address is always refused. */
export function isBlocked(risk: RiskSettings | undefined, address: string): boolean {
  return holds(risk?.RiskExceptionConfiguration?.BlockedIPRangeList, address);
}

/** Whether sign-ins from the address are never a risk. */
export function isSkipped(risk: RiskSettings | undefined, address: string): boolean {
  return holds(risk?.RiskExceptionConfiguration?.SkippedIPRangeList, address);
}

/** @throws PoolError InvalidParameterException for something that is no range in CIDR notation */
export function checkRanges(ranges: readonly string[] | undefined): void {
  for (const range of ranges ?? []) {
    if (!parsed(range)) throw invalidParameter(`${range} is not an IP range in CIDR notation.`);
  }
}

function holds(ranges: readonly string[] | undefined, address: string): boolean {
  const family = familyOf(address);
  if (!family) return false;
  const list = new BlockList();
  for (const range of (ranges ?? []).map(parsed)) {
    if (range) list.addSubnet(range.network, range.bits, range.family);
  }
  return list.check(address, family);
}

function parsed(
  range: string,
): { readonly network: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const [, network = '', length = ''] = /^([^/]+)\/(\d{1,3})$/u.exec(range) ?? [];
  const family = familyOf(network);
  const bits = Number(length);
  if (!family || bits > (family === 'ipv4' ? 32 : 128)) return undefined;
  return { network, bits, family };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
