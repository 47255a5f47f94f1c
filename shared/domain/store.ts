import type { z } from 'zod';

/** What every stored document has. Schemas are versioned by `v`; times are ISO 8601. */
export interface StoredDocument {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/** The schema of one kind of document; its `type` literal says which. */
export type DocumentSchema<D extends StoredDocument = StoredDocument> = z.ZodObject & z.ZodType<D>;

/** A document as it was read, with the version that a later write is conditional on. */
export type Stored<D> = D & { readonly _etag: string };

/** One change of one document. Each is conditional: a create on its absence, the others on the version that was read. */
export type Write =
  | { readonly create: StoredDocument; readonly ttlSeconds?: number }
  | { readonly replace: Stored<StoredDocument>; readonly ttlSeconds?: number }
  | { readonly remove: Stored<StoredDocument> }
  /** A document that must be as it was read when the commit happens, though the commit does not change it. */
  | { readonly unchanged: Stored<StoredDocument> }
  /**
   * A number that must be `from` when the commit happens, whatever else of its document has changed. With `to` the same it
   * is only looked at, and commits that do so do not hinder each other.
   */
  | { readonly advance: { readonly id: string; readonly member: string; readonly from: number; readonly to: number } };

/** One condition on a row of a list; all that are given must hold. */
export type Condition =
  | { readonly member: string; readonly oneOf: readonly (string | boolean)[] }
  | { readonly member: string; readonly atLeast?: string | number; readonly atMost?: string; readonly below?: string }
  | { readonly member: string; readonly contains: string }
  | { readonly member: string; readonly includesAnyOf: readonly string[] }
  | { readonly anyOf: readonly Condition[] }
  | { readonly allOf: readonly Condition[] };

/** A page of a list by keyset: rows after `after` in the order of one immutable string. */
export interface Page {
  readonly where: readonly Condition[];
  /** `place`: by tenant, then by id, which is the order of making; the store gives it to every document. */
  readonly orderBy: 'id' | 'sortKey' | 'place';
  readonly descending?: boolean;
  /** The key of the last row of the page before. */
  readonly after?: string;
  readonly top: number;
}

/** Tenants that are asked in one query, and what their documents must meet beyond what all of the query must. */
export interface TenantsPart {
  readonly tenantIds: readonly string[];
  readonly where: readonly Condition[];
}

/** A row of a list over several tenants; the document is checked against its schema when it is asked for. */
export interface TenantRow<D> {
  readonly tenantId: string;
  /** What the list goes by. */
  readonly key: string;
  document(): Stored<D>;
}

/** Documents that were found at one tenant; each is checked against its schema when it is asked for. */
export interface TenantDocuments {
  readonly tenantId: string;
  of<S extends DocumentSchema>(schema: S): Stored<z.output<S>> | undefined;
}

/** The documents of one tenant. Handed out per request; what was read once is not read again. */
export interface Partition {
  readonly key: string;
  /** Reads all these ids in one round trip, so that the reads that follow cost none. */
  prefetch(ids: readonly string[]): Promise<void>;
  /** One document by id; undefined when it is not there or of another kind. */
  read<S extends DocumentSchema>(schema: S, id: string): Promise<Stored<z.output<S>> | undefined>;
  /** Several documents by id, in one round trip; those that are not there are left out. */
  readMany<S extends DocumentSchema>(schema: S, ids: readonly string[]): Promise<Stored<z.output<S>>[]>;
  /** One page of all documents of a kind; rows have the members of the schema. */
  list<S extends DocumentSchema>(schema: S, page: Page): Promise<Stored<z.output<S>>[]>;
  /** All documents of a kind that meet the conditions; for narrow schemas only, as nothing pages it. */
  all<S extends DocumentSchema>(schema: S, where: readonly Condition[]): Promise<Stored<z.output<S>>[]>;
  /**
   * All of it or nothing, in one transactional batch.
   * @throws Conflict when a document is no longer as it was read, or an id to create is taken
   */
  commit(writes: readonly Write[]): Promise<void>;
}

/** Something that was read has changed since: the operation runs again from what is stored now. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The database. There is no way to ask it without naming the tenants. */
export interface Store {
  /** The same for one request: its calls together have succeeded or failed by `deadline` (`performance.now()`). */
  by(deadline: number): Store;
  /** What one tenant owns, as a customer and as a partner (R80). */
  tenant(tenantId: string): Partition;
  /** A partner's pointers to its customers: ids, states and times, never more (R80). */
  pointers(partnerTenantId: string): Partition;
  /** Status of one workflow. */
  operation(operationId: string): Partition;
  /** The claim on one domain. */
  domain(domain: string): Partition;
  /** Documents of one kind with one of these ids in any of these tenants: one query for up to 1,000 tenants. */
  acrossTenants<S extends DocumentSchema>(
    schema: S,
    tenantIds: readonly string[],
    ids: readonly string[],
  ): Promise<(Stored<z.output<S>> & { readonly tenantId: string })[]>;
  /** As `acrossTenants` for one document each of several kinds; a tenant with none of them is left out. */
  documentsAcross(
    schemas: readonly DocumentSchema[],
    tenantIds: readonly string[],
    ids: readonly string[],
  ): Promise<TenantDocuments[]>;
  /** One page of all documents of a kind in these tenants: one query for up to 1,000 tenants. */
  listAcross<S extends DocumentSchema>(
    schema: S,
    parts: readonly TenantsPart[],
    page: Page,
  ): Promise<TenantRow<z.output<S>>[]>;
  /** All documents of a kind in these tenants, in no order; for narrow schemas only, as nothing pages it. */
  allAcross<S extends DocumentSchema>(
    schema: S,
    parts: readonly TenantsPart[],
    where: readonly Condition[],
  ): Promise<(Stored<z.output<S>> & { readonly tenantId: string })[]>;
  /** The same for the pointers of several partners, each of them named: for the repair. */
  readonly pointersAcross: Pick<Store, 'acrossTenants' | 'listAcross'>;
  /** Ids of workflows that have stood still since a time, in the order of making: for the repair. */
  operationsIdleSince(time: Date, page: { readonly after: string; readonly top: number }): Promise<string[]>;
  /** Whether the store answers at all. */
  ping(): Promise<void>;
}
