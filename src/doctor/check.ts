import type { Examined } from './examine';

/**
 * How much a finding matters: `unsafe` lets somebody in, or something out, that should not; `broken` makes something fail for people that the
 * service offers; `advice` could be better. The first two are reasons not to go into service.
 */
export type Severity = 'unsafe' | 'broken' | 'advice';

/** Something that is looked at. */
export interface Check {
  /** Stable: what is accepted is named by it. */
  readonly id: string;
  readonly severity: Severity;
  /** Why it matters to whoever runs the service. */
  readonly why: string;
  /** What to change: a setting of Cognito's API, or a variable of ours. */
  readonly change: string;
  /** @returns what was found, in words without people or secrets; one for each thing that is wrong, and none when all is well */
  readonly find: (examined: Examined) => readonly string[];
}

/** Something that a check has found. */
export interface Finding extends Omit<Check, 'find'> {
  readonly found: string;
}

/** `found` where something holds. */
export const when = (holds: boolean, found: string): readonly string[] => (holds ? [found] : []);

/** All findings of these checks, the worst first. */
export function findingsOf(checks: readonly Check[], examined: Examined): Finding[] {
  const found = checks.flatMap(({ find, ...check }) =>
    find(examined).map((text) => ({ ...check, found: text })),
  );
  return inOrder(found);
}

const ORDER: readonly Severity[] = ['unsafe', 'broken', 'advice'];

/** The worst first. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
