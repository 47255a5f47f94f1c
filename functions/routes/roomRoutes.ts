import { changeRoom, ChangeRoom } from '../../shared/domain/rooms/changeRoom.ts';
import { createRoom, CreateRoom } from '../../shared/domain/rooms/createRoom.ts';
import { enrollRoom } from '../../shared/domain/rooms/enrollRoom.ts';
import { getRoom } from '../../shared/domain/rooms/getRoom.ts';
import { listRooms, ListRooms } from '../../shared/domain/rooms/listRooms.ts';
import { RoomOutput } from '../../shared/domain/rooms/room.ts';
import { unenrollRoom } from '../../shared/domain/rooms/unenrollRoom.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Rooms, as both sides manage them; no role of a partner can hold what creating and unenrolling take. */
export const roomRoutes: readonly Route[] = sides.flatMap(({ audience, base, of }) => [
  route({
    kind: 'list',
    name: `list${of}Rooms`,
    summary: 'The rooms in reach.',
    method: 'GET',
    path: `${base}/rooms`,
    audience,
    may: 'rooms.view',
    query: ListRooms,
    output: RoomOutput,
    run: listRooms,
  }),
  route({
    kind: 'query',
    name: `get${of}Room`,
    summary: 'One room in reach.',
    method: 'GET',
    path: `${base}/rooms/{roomId}`,
    audience,
    may: 'rooms.view',
    output: RoomOutput,
    run: getRoom,
  }),
  route({
    kind: 'mutation',
    name: `create${of}Room`,
    summary: 'Adds a room.',
    method: 'POST',
    path: `${base}/rooms`,
    audience,
    may: 'rooms.create',
    body: CreateRoom,
    output: RoomOutput,
    status: 201,
    refusals: ['scopeTooNarrow', 'roomAccountTaken'],
    audit: ['Room', 'Create'],
    run: createRoom,
  }),
  route({
    kind: 'mutation',
    name: `change${of}Room`,
    summary: 'Changes name, site, country or account of a room.',
    method: 'PATCH',
    path: `${base}/rooms/{roomId}`,
    audience,
    may: 'rooms.modify',
    body: ChangeRoom,
    output: RoomOutput,
    status: 200,
    refusals: ['roomAccountTaken'],
    audit: ['Room', 'Update'],
    changeKind: 'rooms.modify',
    run: changeRoom,
  }),
  route({
    kind: 'mutation',
    name: `enroll${of}Room`,
    summary: 'Takes a room into management.',
    method: 'POST',
    path: `${base}/rooms/{roomId}/enroll`,
    audience,
    may: 'rooms.modify',
    output: RoomOutput,
    status: 200,
    refusals: ['roomState'],
    audit: ['Room', 'Update'],
    changeKind: 'rooms.modify',
    run: enrollRoom,
  }),
  route({
    kind: 'mutation',
    name: `unenroll${of}Room`,
    summary: 'Takes a room out of management.',
    method: 'POST',
    path: `${base}/rooms/{roomId}/unenroll`,
    audience,
    may: 'rooms.unenroll',
    output: RoomOutput,
    status: 200,
    refusals: ['roomState'],
    audit: ['Room', 'Update'],
    run: unenrollRoom,
  }),
]);
