import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { signalResults } from '../../support/monitor.ts';
import { room } from '../../support/room.ts';
import { seeded } from '../../support/seeded.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let customer: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  customer = await world.tenant('Contoso');
});
afterAll(() => world.stop());

const seed = 20_261_122;
const steps = 120;

/** R50, read from the tickets alone: one of type connectivity is open exactly while that signal is raised. */
function healthOf(roomId: string, open: readonly Body[]): string {
  const its = open.filter(({ roomIds }) => Array.from(roomIds as unknown as string[]).includes(roomId));
  if (its.some(({ type }) => String(type) === 'connectivity')) return 'disconnected';
  const isTrouble = ({ severity, source }: Body) => String(severity) === 'important' || String(source) === 'reported';
  return its.some(isTrouble) ? 'unhealthy' : 'healthy';
}

test(`R50 health is what signals and open tickets say, whatever has happened, seed ${seed}`, async () => {
  const next = seeded(seed);
  const one = <Thing>(of: readonly Thing[]): Thing => of[next(of.length)] as Thing;
  const rooms: string[] = [];
  for (let at = 0; at < 4; at++) rooms.push((await room(customer)).id);
  const openTickets = () => customer.admin.all('/customer/tickets?state=needsAction,systemInvestigating');
  const path = (of: Body | undefined) => `/customer/tickets/${String(of?.['id'])}`;
  const acts: (() => Promise<unknown>)[] = [
    () =>
      signalResults(world, customer.tenantId, {
        roomId: one(rooms),
        type: one(['connectivity', 'display', 'camera']),
        severity: one(['important', 'warning']),
        status: one(['raised', 'raised', 'cleared']),
      }),
    () => ticket(customer.admin, [one(rooms), one(rooms)], { highImpact: next(2) === 0 }),
    async () => {
      const open = await openTickets();
      return open.length > 0 && customer.admin.post(`${path(one(open))}/close`, { reason: 'done' });
    },
    async () => {
      const open = await openTickets();
      const severity = one(['important', 'warning']);
      return open.length > 0 && customer.admin.patch(path(one(open)), { severity });
    },
    () => customer.admin.post(`/customer/rooms/${one(rooms)}/${one(['enroll', 'enroll', 'enroll', 'unenroll'])}`),
  ];
  const seen = new Set<string>();
  for (let step = 0; step < steps; step++) {
    // Some at once: what is stored must be true after any order.
    await Promise.all(Array.from({ length: 1 + next(3) }, () => one(acts)()));
    const open = await openTickets();
    const stored = await customer.admin.all('/customer/rooms');
    const expected = rooms.map((id) => [id, healthOf(id, open)]);
    expect([step, stored.map(({ id, health }) => [String(id), String(health)])]).toEqual([step, expected]);
    // One ticket per room and type.
    const monitored = open.filter(({ source }) => String(source) === 'monitoring');
    const keys = monitored.map(({ roomIds, type }) => `${String(roomIds)} ${String(type)}`);
    expect(new Set(keys).size).toBe(keys.length);
    // What is not enrolled has none of monitoring.
    const unwatched = stored.filter(({ enrollment }) => String(enrollment) !== 'enrolled').map(({ id }) => String(id));
    expect(keys.filter((key) => unwatched.some((id) => key.startsWith(id)))).toEqual([]);
    for (const { health } of stored) seen.add(String(health));
  }
  expect([...seen].sort()).toEqual(['disconnected', 'healthy', 'unhealthy']);
}, 30_000);
