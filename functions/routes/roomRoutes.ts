import { changeRoom, ChangeRoom } from '../../shared/domain/rooms/changeRoom.ts';
import { createRoom, CreateRoom } from '../../shared/domain/rooms/createRoom.ts';
import { enrollRoom } from '../../shared/domain/rooms/enrollRoom.ts';
import { getRoom } from '../../shared/domain/rooms/getRoom.ts';
import { listRooms, ListRooms } from '../../shared/domain/rooms/listRooms.ts';
import { RoomOutput } from '../../shared/domain/rooms/room.ts';
import { unenrollRoom } from '../../shared/domain/rooms/unenrollRoom.ts';
import { route, type Route } from '../http/route.ts';

/** What both sides read of rooms. */
const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

const reads: Route[] = sides.flatMap(({ audience, base, of }) => [
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
]);

export const roomRoutes: readonly Route[] = [
  ...reads,
  route({
    kind: 'mutation',
    name: 'createRoom',
    summary: 'Adds a room.',
    method: 'POST',
    path: 'customer/rooms',
    audience: 'customer',
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
    name: 'changeRoom',
    summary: 'Changes name, site, country or account of a room.',
    method: 'PATCH',
    path: 'customer/rooms/{roomId}',
    audience: 'customer',
    may: 'rooms.modify',
    body: ChangeRoom,
    output: RoomOutput,
    status: 200,
    refusals: ['roomAccountTaken'],
    audit: ['Room', 'Update'],
    run: changeRoom,
  }),
  route({
    kind: 'mutation',
    name: 'enrollRoom',
    summary: 'Takes a room into management.',
    method: 'POST',
    path: 'customer/rooms/{roomId}/enroll',
    audience: 'customer',
    may: 'rooms.modify',
    output: RoomOutput,
    status: 200,
    refusals: ['roomState'],
    audit: ['Room', 'Update'],
    run: enrollRoom,
  }),
  route({
    kind: 'mutation',
    name: 'unenrollRoom',
    summary: 'Takes a room out of management.',
    method: 'POST',
    path: 'customer/rooms/{roomId}/unenroll',
    audience: 'customer',
    may: 'rooms.unenroll',
    output: RoomOutput,
    status: 200,
    refusals: ['roomState'],
    audit: ['Room', 'Update'],
    run: unenrollRoom,
  }),
];
