import { z } from 'zod';
import type { TenantContext } from '../operation.ts';
import { CustomerPointer } from '../pointers.ts';

const Candidate = z.object({ id: z.string(), type: CustomerPointer.shape.type });

/** The customers of the caller's tenant by its pointers, which are hints (R81), in the order of their ids. */
export interface Candidates {
  /** The next ones. */
  readonly next: (count: number) => Promise<string[]>;
  /** All that are left. */
  readonly rest: () => Promise<string[]>;
}

/** So many customers are looked at first; where that is not enough, ever more at a time. */
const firstCustomers = 25;
const mostCustomers = 1000;

/** All of them in order, a few first: who needs no more than those reads no more. */
export async function* inGrowingBatches({ next }: Pick<Candidates, 'next'>): AsyncGenerator<string[], void, void> {
  for (let count = firstCustomers; ; count = Math.min(count * 4, mostCustomers)) {
    const ids = await next(count);
    yield ids;
    if (ids.length < count) return;
  }
}

/**
 * @param customerId only this one, if it is one
 * @param from those before it are left out
 */
export function candidates(
  { store, actor }: Pick<TenantContext, 'store' | 'actor'>,
  { customerId, from = '' }: { customerId?: string | undefined; from?: string | undefined },
): Candidates {
  const pointers = store.pointers(actor.tenantId);
  if (customerId !== undefined) {
    let asked = customerId < from;
    const only = async () => {
      if (asked) return [];
      asked = true;
      return (await pointers.read(Candidate, customerId)) ? [customerId] : [];
    };
    return { next: only, rest: only };
  }
  let where = [{ member: 'id', atLeast: from }];
  let after: string | undefined;
  return {
    async next(count) {
      const page = { where, orderBy: 'id', top: count, ...(after === undefined ? {} : { after }) } as const;
      const ids = (await pointers.list(Candidate, page)).map(({ id }) => id);
      where = [];
      after = ids.at(-1);
      return ids;
    },
    async rest() {
      return (await pointers.all(Candidate, where)).map(({ id }) => id);
    },
  };
}
