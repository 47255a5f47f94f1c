import { Refusal } from '../refusal.ts';

/** A relationship that has not ended has at least one Primary admin (R13). */
export const lastPrimaryAdmin = () => new Refusal('lastPrimaryAdmin', 'There is always at least one Primary admin.');
