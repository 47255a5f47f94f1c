import type { RoleHolder } from '../roles.ts';
import type { Stored, Write } from '../store.ts';
import type { Relationship } from './relationship.ts';

/**
 * Keeps a partner's change that was decided before an end, a suspension or a narrowing from being committed after it (R31,
 * R33): a number beside the relationship that goes up with every change of what the partner may, and that every batch of
 * the partner needs as it was when it was decided on. The partner's batches only look at it, so they do not hinder each
 * other, as they would if each needed the whole relationship unchanged.
 */
const fenceId = (partnerId: string) => `fence_${partnerId}`;

const advance = ({ partnerId, epoch }: Pick<Relationship, 'partnerId' | 'epoch'>, to: number): Write => ({
  advance: { id: fenceId(partnerId), member: 'epoch', from: epoch, to },
});

/** Writes of the partner's people, that happen only while the partner may what it may now. */
export function fenced(
  writes: readonly Write[],
  relationship: Pick<Relationship, 'partnerId' | 'epoch'>,
): readonly Write[] {
  const id = fenceId(relationship.partnerId);
  const movesIt = writes.some((write) => 'advance' in write && write.advance.id === id);
  return movesIt ? writes : [advance(relationship, relationship.epoch), ...writes];
}

/** The writes that put a relationship in place of the one that was read, and all that was decided on that one out of date. */
export function replaceRelationship(
  before: Stored<Relationship>,
  after: Omit<Relationship, 'epoch' | keyof RoleHolder> & RoleHolder,
): Write[] {
  const epoch = before.epoch + 1;
  return [{ replace: { ...after, epoch, _etag: before._etag } }, advance(before, epoch)];
}

/** The writes of the first relationship of the two. */
export function createRelationship(relationship: Omit<Relationship, 'epoch'>): Write[] {
  const fence = { id: fenceId(relationship.partnerId), type: 'relationshipFence' };
  return [{ create: { ...relationship, epoch: 0 } }, { create: { ...fence, epoch: 0 } }];
}
