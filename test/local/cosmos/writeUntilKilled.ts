import { openTestCosmos } from './openTestCosmos.ts';

/**
 * Runs in a process of its own: writes pairs in batches for ever, and tells each pair that was acknowledged. Arguments:
 * the file, and what the ids begin with, as several such processes may follow each other.
 */
const [, , file = '', life = ''] = process.argv;
const { container } = await openTestCosmos({ file });
await Promise.all(
  ['t1', 't2', 't3'].map(async (tenantId) => {
    for (let n = 0; ; n++) {
      const creates = ['a', 'b'].map((side) => ({
        operationType: 'Create' as const,
        resourceBody: { id: `${life}${n}${side}`, tenantId, text: 'x'.repeat(n % 5000) },
      }));
      const { code } = await container.items.batch(creates, tenantId);
      if (code === 200) process.stdout.write(`${tenantId} ${life}${n}\n`);
    }
  }),
);
