import { Refusal } from '../refusal.ts';

const mostCustomers = 1000;
/** What the text of one query can hold, in ids that are named in it. */
const mostWeight = 4000;
const mostAtOnce = 8;
/** So many reads more than planned may go into finding out which customers it is that can't be read, */
const mostReadsAgain = 40;
/** and no new one begins later than this, as the request as a whole answers in time. */
const patienceMs = 1000;

/** One customer to be read, with whatever the read needs to know of it. */
interface Asked {
  readonly customerId: string;
  /** How many ids a query names for it; 1 unless it says so. */
  readonly weight?: number;
}

/**
 * Reads from many customers in few queries. One that can't be served right now is asked again by halves, so that only
 * the customers that can't be read are left out; each of those is among the failures.
 *
 * @param failures gets those customers, with the code of the refusal
 */
export async function readApart<Customer extends Asked, Row>(
  customers: readonly Customer[],
  read: (customers: readonly Customer[]) => Promise<readonly Row[]>,
  failures: Map<string, string>,
): Promise<Row[]> {
  const begun = performance.now();
  const found: Row[] = [];
  let readsAgain = 0;
  const readOrHalve = async (some: readonly Customer[]): Promise<void> => {
    try {
      for (const row of await read(some)) found.push(row);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (some.length === 1 || readsAgain + 2 > mostReadsAgain || performance.now() - begun > patienceMs) {
        for (const { customerId } of some) failures.set(customerId, error.code);
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
  return found;
}

function chunksOf<Customer extends Asked>(customers: readonly Customer[]): Customer[][] {
  const chunks: Customer[][] = [];
  let weight = Infinity;
  for (const customer of customers) {
    const { weight: own = 1 } = customer;
    const chunk = chunks.at(-1);
    if (!chunk || chunk.length === mostCustomers || weight + own > mostWeight) {
      chunks.push([customer]);
      weight = own;
    } else {
      chunk.push(customer);
      weight += own;
    }
  }
  return chunks;
}
