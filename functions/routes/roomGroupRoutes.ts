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

/** What both sides read of room groups. */
const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

const reads: Route[] = sides.flatMap(({ audience, base, of }) => [
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
]);

export const roomGroupRoutes: readonly Route[] = [
  ...reads,
  route({
    kind: 'mutation',
    name: 'createRoomGroup',
    summary: 'Makes a room group.',
    method: 'POST',
    path: 'customer/roomGroups',
    audience: 'customer',
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
    name: 'changeRoomGroup',
    summary: 'Changes name or description of a room group.',
    method: 'PATCH',
    path: 'customer/roomGroups/{groupId}',
    audience: 'customer',
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
    name: 'deleteRoomGroup',
    summary: 'Deletes a room group that no scope names.',
    method: 'DELETE',
    path: 'customer/roomGroups/{groupId}',
    audience: 'customer',
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow', 'groupInUse'],
    audit: ['RoomGroup', 'Delete'],
    run: deleteRoomGroup,
  }),
  route({
    kind: 'mutation',
    name: 'addRoomToGroup',
    summary: 'Puts a room into a group.',
    method: 'PUT',
    path: 'customer/roomGroups/{groupId}/rooms/{roomId}',
    audience: 'customer',
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow'],
    audit: ['RoomGroup', 'Update', 'groupId'],
    run: addRoomToGroup,
  }),
  route({
    kind: 'mutation',
    name: 'removeRoomFromGroup',
    summary: 'Takes a room out of a group.',
    method: 'DELETE',
    path: 'customer/roomGroups/{groupId}/rooms/{roomId}',
    audience: 'customer',
    may: 'roomGroups.modify',
    status: 204,
    refusals: ['scopeTooNarrow'],
    audit: ['RoomGroup', 'Update', 'groupId'],
    run: removeRoomFromGroup,
  }),
];
