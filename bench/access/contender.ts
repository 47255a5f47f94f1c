import type { Permission } from '../../shared/domain/permissions.ts';
import type { AccessWorld, Room } from './accessWorld.ts';

/** Answers about the person of one world. */
export type Decide = (permission: Permission, room: Room) => boolean;

/** Somebody who decides on access. Preparing for a person is not part of what is measured. */
export interface Contender {
  readonly peer: string;
  /** Whether it decides so slowly that a part of the questions has to do. */
  readonly slow: boolean;
  prepare(world: AccessWorld): Decide | Promise<Decide>;
}
