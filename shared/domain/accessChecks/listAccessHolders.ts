import { z } from 'zod';
import { grantFor, isAboutRooms, type AccessQuestion } from '../access/accessQuestion.ts';
import { prepareAccess, type AccessPerson } from '../access/prepareAccess.ts';
import { Guid } from '../ids.ts';
import { distinctMembers, MemberOutput, type Member } from '../member.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { pageOf } from '../pageOf.ts';
import { Permission } from '../permissions.ts';
import { notFound } from '../refusal.ts';
import { RelationshipAccess } from '../relationships/relationshipAccess.ts';
import { Room } from '../rooms/room.ts';
import { AnyId } from '../text.ts';
import { ownStanding, partnerStandings, type Standing } from './standing.ts';

export const ListAccessHolders = z.object({ permission: Permission, roomId: AnyId.optional() });

/** A member of an assignment that gives the permission. */
export const AccessHolder = z.object({
  member: MemberOutput,
  tenantId: Guid,
  side: z.enum(['customer', 'partner']),
  roleId: z.string(),
  assignmentId: z.string(),
});
type Row = Omit<z.output<typeof AccessHolder>, 'member'> & { readonly key: string; readonly member: Member };

/** A query reads so many relationships, and a page at most so many: it may then be short. */
const perQuery = 10;
const perPage = 100;

/**
 * Who may, of both sides, through which assignment: the customer's own people first, then partner by partner. Members
 * that are groups stand for whoever is in them.
 * @throws Refusal `notFound` for a room that is not there
 */
export async function listAccessHolders(
  { permission, roomId }: z.output<typeof ListAccessHolders>,
  context: CustomerContext,
): Promise<ListPage<z.output<typeof AccessHolder>>> {
  const { customer, now, page } = context;
  const asksRoom = roomId !== undefined && isAboutRooms(permission);
  const room = asksRoom ? await customer.read(Room, roomId) : undefined;
  if (asksRoom && !room) throw notFound();
  const rows: Row[] = [];
  let considered = 0;
  for await (const standing of standingsFrom(page.after?.split('/')[0] ?? '', context)) {
    rows.push(...rowsOf(standing, { permission, room }, now).filter(({ key }) => key > (page.after ?? '')));
    if (rows.length > page.top) break;
    if (++considered === perPage) return { rows: await shown(rows, context), next: `${standing.place}/~` };
  }
  const { rows: first, ...rest } = pageOf(rows, ({ key }) => key, page);
  return { rows: await shown(first, context), ...rest };
}

/** The customer itself and its partners with an active relationship, from one of them on. */
async function* standingsFrom(place: string, context: CustomerContext): AsyncGenerator<Standing> {
  if (place === '') yield ownStanding(context);
  const where = [
    { member: 'state', oneOf: ['active'] },
    { member: 'id', atLeast: place },
  ];
  for (let after: string | undefined; ;) {
    const from = after === undefined ? {} : { after };
    const found = await context.customer.list(RelationshipAccess, { where, orderBy: 'id', ...from, top: perQuery });
    yield* await partnerStandings(found, context);
    after = found.at(-1)?.id;
    if (after === undefined || found.length < perQuery) return;
  }
}

/** Every member of the assignments that give it, by the decision that requests go by: of a member each, as for all. */
function rowsOf(
  { place, tenantId, side, holder, builtInRoles, boundary, closed }: Standing,
  question: AccessQuestion,
  now: Date,
): Row[] {
  if (closed) return [];
  const giving = holder.assignments.filter((assignment) => {
    const [someone] = assignment.members;
    if (!someone) return false;
    const alone = { roles: holder.roles, assignments: [assignment] };
    return grantFor(prepareAccess(personWhoIs(someone), alone, builtInRoles, now, boundary), question) !== undefined;
  });
  return giving
    .flatMap(({ id, roleId, members }) =>
      members.map((member) => ({
        key: `${place}/${id}/${member.type}/${member.id}`,
        member,
        tenantId,
        side,
        roleId,
        assignmentId: id,
      })),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const personWhoIs = ({ type, id }: Member): AccessPerson =>
  type === 'user' ? { userId: id, groups: new Set() } : { userId: '', groups: new Set([id]) };

/** The rows with the names that each directory has for its members. */
async function shown(rows: readonly Row[], { directory }: CustomerContext): Promise<z.output<typeof AccessHolder>[]> {
  const byTenant = Map.groupBy(rows, ({ tenantId }) => tenantId);
  const named = await Promise.all(
    [...byTenant].map(async ([tenantId, of]) => {
      const members = await directory.named(tenantId, distinctMembers(of.map(({ member }) => member)));
      return members.map((member) => [`${tenantId} ${member.type} ${member.id}`, member] as const);
    }),
  );
  const names = new Map(named.flat());
  return rows.map(({ key: _, member, tenantId, ...row }) => ({
    member: names.get(`${tenantId} ${member.type} ${member.id}`) ?? member,
    tenantId,
    ...row,
  }));
}
