import { ChangeUpdateRing, changeUpdateRing } from '../../shared/domain/updateRings/changeUpdateRing.ts';
import { getUpdateRing } from '../../shared/domain/updateRings/getUpdateRing.ts';
import { ListUpdateRings, listUpdateRings } from '../../shared/domain/updateRings/listUpdateRings.ts';
import { moveRoomToRing } from '../../shared/domain/updateRings/moveRoomToRing.ts';
import { UpdateRingOutput } from '../../shared/domain/updateRings/updateRing.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Update rings, as both sides manage them. */
export const updateRingRoutes: readonly Route[] = sides.flatMap(({ audience, base, of }) => [
  route({
    kind: 'list',
    name: `list${of}UpdateRings`,
    summary: 'The update rings in their order, with their rooms in reach counted.',
    method: 'GET',
    path: `${base}/updateRings`,
    audience,
    may: 'updateRings.view',
    query: ListUpdateRings,
    output: UpdateRingOutput,
    run: listUpdateRings,
  }),
  route({
    kind: 'query',
    name: `get${of}UpdateRing`,
    summary: 'One update ring.',
    method: 'GET',
    path: `${base}/updateRings/{ringId}`,
    audience,
    may: 'updateRings.view',
    output: UpdateRingOutput,
    run: getUpdateRing,
  }),
  route({
    kind: 'mutation',
    name: `change${of}UpdateRing`,
    summary: 'Changes name or deferral of an update ring.',
    method: 'PATCH',
    path: `${base}/updateRings/{ringId}`,
    audience,
    may: 'updateRings.modify',
    body: ChangeUpdateRing,
    output: UpdateRingOutput,
    status: 200,
    refusals: ['scopeTooNarrow'],
    audit: ['UpdateRing', 'Update'],
    changeKind: 'updateRings.modify',
    run: changeUpdateRing,
  }),
  route({
    kind: 'mutation',
    name: `move${of}RoomToRing`,
    summary: 'Moves a room to an update ring, out of the one that it is in.',
    method: 'PUT',
    path: `${base}/updateRings/{ringId}/rooms/{roomId}`,
    audience,
    may: 'updateRings.modify',
    status: 204,
    audit: ['UpdateRing', 'Update', 'ringId'],
    changeKind: 'updateRings.modify',
    run: moveRoomToRing,
  }),
]);
