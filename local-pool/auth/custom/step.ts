import type { Step } from '../next-step';

/** The rounds of CUSTOM_AUTH: what the triggers want to know besides. */
export const customStep: Step = (_, signIn) => signIn;
