import { grantOn, prepareAccess } from '../../shared/domain/access/prepareAccess.ts';
import { primaryAdminRole } from '../../shared/domain/roles.ts';
import { now } from './accessWorld.ts';
import type { Contender } from './contender.ts';

/** The decision as every request makes it. */
export const thisProduct: Contender = {
  peer: 'this product',
  slow: false,
  prepare(world) {
    const access = prepareAccess(world, world, [primaryAdminRole], now, world.relationshipScope);
    return (permission, room) => grantOn(access, permission, room) !== undefined;
  },
};
