import type { z } from 'zod';
import type { DocumentSchema, Partition, Stored, StoredDocument, Write } from '../../shared/domain/store.ts';

/**
 * A partition whose commits are only pretended: what is read afterwards is as if they had happened. For a dry run of
 * several changes of which each sees the ones before it.
 */
export function rehearsedPartition(partition: Partition): Partition {
  const pretended = new Map<string, StoredDocument | undefined>();
  const byIdOnly = () => Promise.reject(new Error('A rehearsal reads documents by id only.'));

  async function read<S extends DocumentSchema>(schema: S, id: string): Promise<Stored<z.output<S>> | undefined> {
    if (!pretended.has(id)) return partition.read(schema, id);
    const parsed = schema.safeParse(pretended.get(id));
    return parsed.success ? { ...parsed.data, _etag: 'rehearsed' } : undefined;
  }

  return {
    key: partition.key,
    prefetch: (ids) => partition.prefetch(ids),
    read,
    async readMany(schema, ids) {
      await partition.prefetch(ids);
      const found = await Promise.all([...new Set(ids)].map((id) => read(schema, id)));
      return found.filter((document) => document !== undefined);
    },
    list: byIdOnly,
    all: byIdOnly,
    commit(writes) {
      for (const write of writes) pretended.set(...effectOf(write));
      return Promise.resolve();
    },
  };
}

function effectOf(write: Write): [id: string, document: StoredDocument | undefined] {
  if ('create' in write) return [write.create.id, write.create];
  if ('replace' in write) return [write.replace.id, write.replace];
  if ('remove' in write) return [write.remove.id, undefined];
  if ('advance' in write) throw new Error('Only what monitoring does is rehearsed, and none of it is within a fence.');
  return [write.unchanged.id, write.unchanged];
}
