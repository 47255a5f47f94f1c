import type { CustomerContext } from '../operation.ts';
import { setEnrollment } from './setEnrollment.ts';

/** Takes a room into management, for the first time or again. */
export const enrollRoom = ({ roomId }: { roomId: string }, context: CustomerContext) =>
  setEnrollment({ roomId, from: ['onboarding', 'unenrolled'], to: 'enrolled' }, 'rooms.modify', context);
