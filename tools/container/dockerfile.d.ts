/** One instruction, with continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** What a FROM begins. */
export interface Stage {
  readonly from: string;
  readonly own: readonly Instruction[];
}

export function dockerfileFaults(text: string): string[];
export function execForm(value: string): string[] | undefined;
export function instructionsOf(text: string): Instruction[];
export function stagesOf(instructions: readonly Instruction[]): Stage[];
export function valuesOf(stage: Stage, name: string): string[];
