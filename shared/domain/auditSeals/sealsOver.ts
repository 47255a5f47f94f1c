import type { z } from 'zod';
import type { DocumentSchema, Partition, Stored } from '../store.ts';

const sealsPerRead = 20;

/** Seals that may have an event between two ids, both included, in their order; as much of them as the schema has. */
export async function* sealsOver<S extends DocumentSchema>(
  customer: Partition,
  schema: S,
  [first, last]: readonly [string, string],
): AsyncGenerator<Stored<z.output<S>>> {
  const where = [
    { member: 'statement.firstEventId', atMost: last },
    { member: 'statement.lastEventId', atLeast: first },
  ];
  for (let after: string | undefined, more = true; more;) {
    const page = { where, orderBy: 'id', ...(after === undefined ? {} : { after }), top: sealsPerRead } as const;
    const seals = await customer.list(schema, page);
    yield* seals;
    more = seals.length === sealsPerRead;
    after = seals.at(-1)?.id;
  }
}
