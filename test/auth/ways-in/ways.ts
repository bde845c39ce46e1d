import { firstFactors } from './first-factors';
import { laterSteps } from './later-steps';
import type { Way } from './way';

/** Every challenge, by its name; where one has two meanings, with the meaning in brackets. */
export const ways: Readonly<Record<string, Way>> = { ...laterSteps, ...firstFactors };
