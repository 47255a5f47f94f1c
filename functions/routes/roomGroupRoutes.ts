import { addRoomToGroup } from '../../shared/domain/roomGroups/addRoomToGroup.ts';
import { changeRoomGroup, ChangeRoomGroup } from '../../shared/domain/roomGroups/changeRoomGroup.ts';
import { createRoomGroup, CreateRoomGroup } from '../../shared/domain/roomGroups/createRoomGroup.ts';
import { deleteRoomGroup } from '../../shared/domain/roomGroups/deleteRoomGroup.ts';
import { getRoomGroup } from '../../shared/domain/roomGroups/getRoomGroup.ts';
import {
  listRoomGroupRooms,
  ListRoomGroupRooms,
  RoomGroupRoom,
} from '../../shared/domain/roomGroups/listRoomGroupRooms.ts';
import { listRoomGroups, ListRoomGroups } from '../../shared/domain/roomGroups/listRoomGroups.ts';
import { removeRoomFromGroup } from '../../shared/domain/roomGroups/removeRoomFromGroup.ts';
import { RoomGroupOutput } from '../../shared/domain/roomGroups/roomGroup.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Room groups, as both sides see them; no role of a partner can hold what changing them takes. */
export const roomGroupRoutes: readonly Route[] = sides.flatMap(({ audience, base, of }) => [
  route({
    kind: 'list',
    name: `list${of}RoomGroups`,
    summary: 'The visible room groups, with their rooms in reach counted.',
    method: 'GET',
    path: `${base}/roomGroups`,
    audience,
    may: 'roomGroups.view',
    query: ListRoomGroups,
    output: RoomGroupOutput,
    run: listRoomGroups,
  }),
  route({
    kind: 'query',
    name: `get${of}RoomGroup`,
    summary: 'One visible room group.',
    method: 'GET',
    path: `${base}/roomGroups/{groupId}`,
    audience,
    may: 'roomGroups.view',
    output: RoomGroupOutput,
    run: getRoomGroup,
  }),
  route({
    kind: 'list',
    name: `list${of}RoomGroupRooms`,
    summary: 'The rooms of a group that are in reach.',
    method: 'GET',
    path: `${base}/roomGroups/{groupId}/rooms`,
    audience,
    may: 'roomGroups.view',
    query: ListRoomGroupRooms,
    output: RoomGroupRoom,
    run: listRoomGroupRooms,
  }),
  route({
    kind: 'mutation',
    name: `create${of}RoomGroup`,
    summary: 'Makes a room group.',
    method: 'POST',
    path: `${base}/roomGroups`,
    audience,
    may: 'roomGroups.create',
    body: CreateRoomGroup,
    output: RoomGroupOutput,
    status: 201,
    refusals: ['scopeTooNarrow', 'roomGroupNameTaken'],
    audit: ['RoomGroup', 'Create'],
    run: createRoomGroup,
  }),
  route({
    kind: 'mutation',
    name: `change${of}RoomGroup`,
    summary: 'Changes name or description of a room group.',
    method: 'PATCH',
    path: `${base}/roomGroups/{groupId}`,
    audience,
    may: 'roomGroups.modify',
    body: ChangeRoomGroup,
    output: RoomGroupOutput,
    status: 200,
    refusals: ['scopeTooNarrow', 'roomGroupNameTaken'],
    audit: ['RoomGroup', 'Update'],
    run: changeRoomGroup,
  }),
  route({
    kind: 'mutation',
    name: `delete${of}RoomGroup`,
    summary: 'Deletes a room group that no scope names.',
    method: 'DELETE',
    path: `${base}/roomGroups/{groupId}`,
    audience,
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow', 'groupInUse'],
    audit: ['RoomGroup', 'Delete'],
    run: deleteRoomGroup,
  }),
  route({
    kind: 'mutation',
    name: `add${of}RoomToGroup`,
    summary: 'Puts a room into a group.',
    method: 'PUT',
    path: `${base}/roomGroups/{groupId}/rooms/{roomId}`,
    audience,
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow'],
    audit: ['RoomGroup', 'Update', 'groupId'],
    run: addRoomToGroup,
  }),
  route({
    kind: 'mutation',
    name: `remove${of}RoomFromGroup`,
    summary: 'Takes a room out of a group.',
    method: 'DELETE',
    path: `${base}/roomGroups/{groupId}/rooms/{roomId}`,
    audience,
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow'],
    audit: ['RoomGroup', 'Update', 'groupId'],
    run: removeRoomFromGroup,
  }),
]);
