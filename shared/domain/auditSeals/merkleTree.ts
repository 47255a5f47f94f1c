import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Digests are SHA-256 in base64url; leaves and nodes differ in their first byte, so that neither can pass for the other (RFC 6962). */
const hashOf = (prefix: 0 | 1, ...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256').update(Buffer.of(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};

export const leafHash = (text: string) => hashOf(0, text);

const nodeHash = (left: string, right: string) =>
  hashOf(1, Buffer.from(left, 'base64url'), Buffer.from(right, 'base64url'));

/** A neighbour on the way from a leaf to the root, and on which side of it. */
export const PathStep = z.object({ side: z.enum(['left', 'right']), hash: z.string() });
export type PathStep = z.output<typeof PathStep>;

/** The root over leaf hashes, at least one: neighbours are joined level by level, one left over goes up as it is. */
export function merkleRoot(leaves: readonly string[]): string {
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  const [root] = level;
  if (root === undefined) throw new Error('A tree has leaves.');
  return root;
}

/** The neighbours that lead from the leaf at a place to the root. */
export function merklePath(leaves: readonly string[], place: number): PathStep[] {
  const path: PathStep[] = [];
  for (let [level, at] = [leaves, place]; level.length > 1; level = levelAbove(level), at = at >> 1) {
    const hash = level[at ^ 1];
    if (hash !== undefined) path.push({ side: at % 2 === 0 ? 'right' : 'left', hash });
  }
  return path;
}

function levelAbove(level: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(level.length / 2) }, (_, pair) => {
    const [left = '', right] = [level[pair * 2], level[pair * 2 + 1]];
    return right === undefined ? left : nodeHash(left, right);
  });
}
