import type { Step } from '../next-step';

/** The device, where CUSTOM_AUTH asks for it at the end. */
export const deviceStep: Step = (_, signIn) => signIn;
