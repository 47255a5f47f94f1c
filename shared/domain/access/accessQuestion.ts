import type { Permission } from '../permissions.ts';
import { grantOf, grantOn, type Access, type Grant } from './prepareAccess.ts';
import type { RoomPosition } from './roomSet.ts';

/** What is asked about somebody: a permission, and on which room where it is about rooms. */
export interface AccessQuestion {
  readonly permission: Permission;
  readonly room: RoomPosition | undefined;
}

/** The assignment that answers yes, by the decision that requests go by. */
export const grantFor = (access: Access, { permission, room }: AccessQuestion): Grant | undefined =>
  room ? grantOn(access, permission, room) : grantOf(access, permission);

/** Permissions that are asked of no room: whoever has one has it everywhere at the customer. */
const aboutNoRoom: ReadonlySet<Permission> = new Set([
  'rooms.create',
  'rooms.resetKey',
  'rooms.downloadKey',
  'updateRings.view',
  'updateRings.modify',
  'reports.view',
  'settings.view',
  'settings.modify',
  'roles.view',
  'roles.modify',
] as const);

export const isAboutRooms = (permission: Permission): boolean => !aboutNoRoom.has(permission);
