import { Refusal } from '../refusal.ts';
import type { Condition, TenantsPart } from '../store.ts';

const mostCustomers = 1000;
/** What the text of one query can hold, in ids that are named in it. */
const mostWeight = 4000;
const mostAtOnce = 8;
/** So many reads more than planned may go into finding out which customers it is that can't be read, */
const mostReadsAgain = 40;
/** and no new one begins later than this, as the request as a whole answers in time. */
const patienceMs = 1500;

/** A customer to be read, and what its documents must meet beyond what those of all customers must. */
export interface AskedCustomer {
  readonly customerId: string;
  readonly where: readonly Condition[];
}

/**
 * Reads from many customers in few queries. One that can't be served right now is asked again by halves, so that only
 * the customers that can't be read are left out.
 *
 * @param read one query; the customers that are asked alike come together
 * @returns what was found, and the customers that can't be read right now with the code of the refusal
 */
export async function readApart<Row>(
  customers: readonly AskedCustomer[],
  read: (parts: readonly TenantsPart[]) => Promise<readonly Row[]>,
): Promise<{ found: Row[]; failed: Map<string, string> }> {
  const begun = performance.now();
  const found: Row[] = [];
  const failed = new Map<string, string>();
  let readsAgain = 0;
  const readOrHalve = async (some: readonly AskedCustomer[]): Promise<void> => {
    try {
      for (const row of await read(partsOf(some))) found.push(row);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (some.length === 1 || readsAgain + 2 > mostReadsAgain || performance.now() - begun > patienceMs) {
        for (const { customerId } of some) failed.set(customerId, error.code);
        return;
      }
      readsAgain += 2;
      const middle = some.length >> 1;
      await readOrHalve(some.slice(0, middle));
      await readOrHalve(some.slice(middle));
    }
  };
  const chunks = chunksOf(customers);
  const worker = async () => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await readOrHalve(chunk);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, chunks.length) }, worker));
  return { found, failed };
}

function partsOf(customers: readonly AskedCustomer[]): TenantsPart[] {
  const free = customers.filter(({ where }) => where.length === 0).map(({ customerId }) => customerId);
  const narrow = customers.filter(({ where }) => where.length > 0);
  return [
    ...(free.length > 0 ? [{ tenantIds: free, where: [] }] : []),
    ...narrow.map(({ customerId, where }) => ({ tenantIds: [customerId], where })),
  ];
}

function chunksOf(customers: readonly AskedCustomer[]): AskedCustomer[][] {
  const chunks: AskedCustomer[][] = [];
  let weight = 0;
  for (const customer of customers) {
    const own = weightOf(customer.where);
    const chunk = chunks.at(-1);
    if (chunk && chunk.length < mostCustomers && weight + own <= mostWeight) {
      chunk.push(customer);
      weight += own;
    } else {
      chunks.push([customer]);
      weight = own;
    }
  }
  return chunks;
}

/** About how much of a query's text the conditions of one customer take, in ids. */
function weightOf(where: readonly Condition[]): number {
  const ofOne = (condition: Condition): number => {
    if ('anyOf' in condition) return weightOf(condition.anyOf);
    if ('allOf' in condition) return weightOf(condition.allOf);
    if ('oneOf' in condition) return 1 + condition.oneOf.length;
    return 'includesAnyOf' in condition ? 3 + condition.includesAnyOf.length : 1;
  };
  return where.reduce((sum, condition) => sum + ofOne(condition), 1);
}
