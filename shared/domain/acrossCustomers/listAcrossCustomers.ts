import { z } from 'zod';
import { Guid } from '../ids.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import type { Condition, DocumentSchema, Page, Stored, TenantRow } from '../store.ts';
import { candidates, inGrowingBatches } from './candidates.ts';
import { completenessOf } from './completeness.ts';
import { customersInReach, type CustomerInReach } from './customersInReach.ts';
import { readApart } from './readApart.ts';

/** What the caller may see at one customer of the documents of a list. */
interface View<Document, Row> {
  readonly customer: CustomerInReach;
  /** What a query asks so that it finds what is in reach. */
  readonly where: readonly Condition[];
  /** The row of a document; undefined for one out of reach, which a query may find all the same. */
  readonly show: (document: Document) => Row | undefined;
}

/** A list over all customers of the caller's tenant (R71). */
export interface AcrossList<S extends DocumentSchema> {
  readonly schema: S;
  /** Asked for at each customer; or of all that the caller sees. */
  readonly permission: Permission | 'seesCustomer';
  /** This customer only. */
  readonly customerId: string | undefined;
  readonly where: readonly Condition[];
  /** One order over all customers, by the documents' sort key; without it by customer and then by the order of making. */
  readonly order: 'ascending' | 'descending' | undefined;
}

/**
 * What the caller sees at each of these customers; one with nothing to see may be left out.
 * @param failures gets the customers that can't be read right now
 */
type Views<S extends DocumentSchema, Row> = (
  customers: readonly CustomerInReach[],
  failures: Map<string, string>,
) => Awaitable<readonly View<Stored<z.output<S>>, Row>[]>;

type Awaitable<Value> = Value | Promise<Value>;

/** What every row of such a list says of its customer. */
export const ofCustomer = { customerId: Guid, customerDisplayName: z.string() };
type OfCustomer = { readonly [Member in keyof typeof ofCustomer]: string };

interface Found<S extends DocumentSchema, Row> {
  readonly row: TenantRow<z.output<S>>;
  readonly view: View<Stored<z.output<S>>, Row>;
}

/** One page, and how complete it is. Pages go by the key of the last row, as those of every list. */
export function listAcrossCustomers<S extends DocumentSchema, Row>(
  context: TenantContext,
  list: AcrossList<S>,
  views: Views<S, Row>,
): Promise<ListPage<Row & OfCustomer>> {
  return list.order === undefined ? byCustomer(context, list, views) : byKey(context, list, views);
}

/** Every customer is asked for its first rows after the last key; the first of all of them are the page. */
async function byKey<S extends DocumentSchema, Row>(
  context: TenantContext,
  list: AcrossList<S>,
  views: Views<S, Row>,
): Promise<ListPage<Row & OfCustomer>> {
  const { top } = context.page;
  const failures = new Map<string, string>();
  const ids = await candidates(context, list).rest();
  const { asked, found } = await rowsAt(context, list, views, ids, top + 1, failures);
  const shown = found.slice(0, top);
  const last = shown.at(-1);
  return {
    rows: shown.flatMap(rowOf),
    ...(last && found.length > top ? { next: last.row.key } : {}),
    completeness: completenessOf(asked, failures),
  };
}

/** Customer by customer until the page is full: what that takes does not depend on how many customers there are. */
async function byCustomer<S extends DocumentSchema, Row>(
  context: TenantContext,
  list: AcrossList<S>,
  views: Views<S, Row>,
): Promise<ListPage<Row & OfCustomer>> {
  const { top, after } = context.page;
  const from = after?.slice(0, after.indexOf('/'));
  const customers = candidates(context, { customerId: list.customerId, from });
  const failures = new Map<string, string>();
  const asked = new Set<string>();
  const found: Found<S, Row>[] = [];
  for await (const ids of inGrowingBatches(customers)) {
    const here = await rowsAt(context, list, views, ids, top + 1 - found.length, failures);
    found.push(...here.found);
    for (const customerId of here.asked) asked.add(customerId);
    if (found.length > top) break;
  }
  const shown = found.slice(0, top);
  const last = shown.at(-1);
  if (!last || found.length <= top) {
    return { rows: shown.flatMap(rowOf), completeness: completenessOf(asked, failures) };
  }
  // The customers after that of the last row are the following page's to tell of.
  const lookedAt = new Set([...asked].filter((customerId) => customerId <= last.row.tenantId));
  return {
    rows: shown.flatMap(rowOf),
    next: last.row.key,
    completeness: completenessOf(lookedAt, failures),
  };
}

/** The first rows after the page's key at these customers, and which of them had to be looked at. */
async function rowsAt<S extends DocumentSchema, Row>(
  context: TenantContext,
  { schema, permission, where, order }: AcrossList<S>,
  views: Views<S, Row>,
  customerIds: readonly string[],
  top: number,
  failures: Map<string, string>,
): Promise<{ found: Found<S, Row>[]; asked: Set<string> }> {
  const before = new Set(failures.keys());
  const inReach = await customersInReach(
    context,
    customerIds,
    permission === 'seesCustomer' ? permission : [permission],
    failures,
  );
  const asked = new Set(inReach.map(({ customerId }) => customerId));
  const viewOf = new Map((await views(inReach, failures)).map((view) => [view.customer.customerId, view]));
  const { after } = context.page;
  const page: Page = {
    where,
    orderBy: order === undefined ? 'place' : 'sortKey',
    descending: order === 'descending',
    ...(after === undefined ? {} : { after }),
    top,
  };
  const { found: rows, failed } = await readApart(
    [...viewOf].map(([customerId, view]) => ({ customerId, where: view.where })),
    (parts) => context.store.listAcross(schema, parts, page),
  );
  for (const [customerId, code] of failed) failures.set(customerId, code);
  for (const customerId of failures.keys()) if (!before.has(customerId)) asked.add(customerId);
  const found = rows.flatMap((row) => {
    const view = viewOf.get(row.tenantId);
    return view ? [{ row, view }] : [];
  });
  const sign = order === 'descending' ? -1 : 1;
  found.sort((a, b) => (a.row.key < b.row.key ? -sign : a.row.key > b.row.key ? sign : 0));
  return { found: found.slice(0, top), asked };
}

function rowOf<S extends DocumentSchema, Row>({ row, view }: Found<S, Row>): (Row & OfCustomer)[] {
  const shown = view.show(row.document());
  if (shown === undefined) return [];
  const { customerId } = view.customer;
  return [{ ...shown, customerId, customerDisplayName: view.customer.customerDisplayName }];
}
