import { setTimeout as wait } from 'node:timers/promises';
import { betweenStore } from './transport.ts';

const meetingMs = 40;

interface Operation {
  operationType: string;
  id?: string;
  ifMatch?: string;
  resourceBody?: object;
}

const withoutVersion = ({ ifMatch: _, ...operation }: Operation): Operation => operation;

const isFence = ({ operationType }: Operation): boolean => operationType === 'Patch';

const withoutIds = (operations: Operation[]): Operation[] =>
  operations
    .filter(({ operationType }) => operations.length === 1 || operationType !== 'Delete')
    .map((operation) => (operation.operationType === 'Create' ? { ...operation, operationType: 'Upsert' } : operation));

/**
 * A store that can be told to forget its guards: the fence, versions (`If-Match`) too, and that an id to create must be free
 * and one to delete there. A test of a race that passes without them proves nothing.
 */
export function guardedStore() {
  let off: 'nothing' | 'fence' | 'versions' | 'versionsAndIds' = 'nothing';
  return {
    ignore: (what: typeof off) => void (off = what),
    swap: betweenStore(async (request, proceed) => {
      if (off !== 'nothing' && typeof request.body === 'string' && request.body.startsWith('[')) {
        // Whoever decides meanwhile decides on what is stored before this: requests meet, however busy the machine is.
        await wait(meetingMs);
        const operations = (JSON.parse(request.body) as Operation[]).filter((operation) => !isFence(operation));
        const left = off === 'versionsAndIds' ? withoutIds(operations) : operations;
        request.body = JSON.stringify(off === 'fence' ? left : left.map(withoutVersion));
      }
      return proceed();
    }),
  };
}
