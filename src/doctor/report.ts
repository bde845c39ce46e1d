import type { Finding, Severity } from './check';

/** What an examination has come to. */
export interface Diagnosis {
  readonly userPoolId: string;
  readonly clientId: string;
  /** The worst first, without those that were accepted. */
  readonly findings: readonly Finding[];
  /** Ids of what was found and accepted by `--accept`. */
  readonly accepted: readonly string[];
  /** What could not be tried, by operation. */
  readonly untried: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<Severity, string>> = {
  unsafe: 'Unsafe',
  broken: 'Broken',
  advice: 'Could be better',
};

/** Whether somebody should look before this goes into service. */
export const isWell = ({ findings }: Diagnosis): boolean =>
  findings.every(({ severity }) => severity === 'advice');

/** For a person. */
export function asText(diagnosis: Diagnosis): string {
  const { findings, accepted, untried } = diagnosis;
  const head = `User pool ${diagnosis.userPoolId}, app client ${diagnosis.clientId}`;
  const groups = (Object.keys(TITLES) as Severity[]).flatMap((severity) => {
    const some = findings.filter((finding) => finding.severity === severity);
    return some.length === 0 ? [] : [`${TITLES[severity]}\n\n${some.map(paragraph).join('\n\n')}`];
  });
  const more = [
    ...(accepted.length === 0 ? [] : [`Accepted: ${accepted.join(', ')}`]),
    ...(Object.keys(untried).length === 0
      ? []
      : [
          `Not tried: ${Object.entries(untried)
            .map(([operation, reason]) => `cognito-idp:${operation} (${reason})`)
            .join(', ')}`,
        ]),
  ];
  return `${[head, ...groups, ...more, summary(findings)].join('\n\n')}\n`;
}

function paragraph({ id, found, why, change }: Finding): string {
  return `  ${capitalised(found)}. [${id}]\n    Why     ${why}\n    Change  ${change}`;
}

function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing was found.';
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  return `${count('unsafe')} unsafe, ${count('broken')} broken, ${count('advice')} that could be better.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** For a program. */
export function asJson(diagnosis: Diagnosis): string {
  return `${JSON.stringify({ ...diagnosis, well: isWell(diagnosis) }, undefined, 2)}\n`;
}
