import { describe, expect, test } from '@jest/globals';
import { permissionBits, unlimitedAccess, type Access } from '../../../../shared/domain/access/prepareAccess.ts';
import { everyRoom, roomSet } from '../../../../shared/domain/access/roomSet.ts';
import { holdsOver } from '../../../../shared/domain/customRoles/holdsOver.ts';
import { permissions, type Permission } from '../../../../shared/domain/permissions.ts';
import { allRooms, type Scope } from '../../../../shared/domain/scope.ts';

const selected = (roomIds: string[], roomGroupIds: string[] = []): Scope => ({
  kind: 'selected',
  roomIds,
  roomGroupIds,
});

const access = (...grants: [Permission[], Scope][]): Access => ({
  grants: grants.map(([held, scope]) => ({ permissionBits: permissionBits(held), rooms: roomSet(scope) })),
  boundary: everyRoom,
});

const rooms = new Map([
  ['inGroup', { id: 'inGroup', roomGroupIds: ['g'] }],
  ['apart', { id: 'apart', roomGroupIds: [] }],
]);

describe('R11 what one holds over a scope', () => {
  const narrow = access([['rooms.view', 'tickets.view'], selected(['apart'], ['g'])]);

  test.each<[string, Scope, boolean]>([
    ['a room that is named', selected(['apart']), true],
    ['a room of a group that is named', selected(['inGroup']), true],
    ['that very group', selected([], ['g']), true],
    ['all of it together', selected(['apart', 'inGroup'], ['g']), true],
    ['another group, though all its rooms be held', selected([], ['other']), false],
    ['a room that is not held', selected(['far']), false],
    ['all rooms', allRooms, false],
  ])('%s', (_, scope, held) => {
    expect(holdsOver(narrow, ['rooms.view'], [scope], rooms)).toBe(held);
    expect(holdsOver(unlimitedAccess, permissions, [scope], rooms)).toBe(true);
  });

  test('each permission may come from another assignment, but from one over the whole scope', () => {
    const apart = access([['rooms.view'], allRooms], [['tickets.view'], selected(['apart'])]);
    expect(holdsOver(apart, ['rooms.view', 'tickets.view'], [selected(['apart'])], rooms)).toBe(true);
    expect(holdsOver(apart, ['rooms.view', 'tickets.view'], [allRooms], rooms)).toBe(false);
    const halves = access([['rooms.view'], selected(['apart'])], [['rooms.view'], selected(['inGroup'])]);
    expect(holdsOver(halves, ['rooms.view'], [selected(['apart', 'inGroup'])], rooms)).toBe(false);
  });

  test('every scope counts; without one it is enough to hold the permission anywhere', () => {
    expect(holdsOver(narrow, ['rooms.view'], [selected(['apart']), allRooms], rooms)).toBe(false);
    expect(holdsOver(narrow, ['rooms.view', 'tickets.view'], [])).toBe(true);
    expect(holdsOver(narrow, ['rooms.view', 'rooms.modify'], [])).toBe(false);
  });

  test('all rooms of a narrow relationship are all rooms', () => {
    const bounded = { ...access([['rooms.view'], allRooms]), boundary: roomSet(selected(['apart'])) };
    expect(holdsOver(bounded, ['rooms.view'], [allRooms])).toBe(true);
  });
});
