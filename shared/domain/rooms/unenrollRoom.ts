import type { CustomerContext } from '../operation.ts';
import { setEnrollment } from './setEnrollment.ts';

/** Takes a room out of management; from then on it raises no tickets. */
export const unenrollRoom = ({ roomId }: { roomId: string }, context: CustomerContext) =>
  setEnrollment({ roomId, from: ['enrolled'], to: 'unenrolled' }, 'rooms.unenroll', context);
