import type { Access, Grant } from './access/prepareAccess.ts';
import type { Completeness } from './acrossCustomers/completeness.ts';
import type { ChangeRecord, Side } from './auditEvents/auditEvent.ts';
import type { AuditSigner } from './auditSeals/auditSigner.ts';
import type { Directory } from './directory.ts';
import type { Member } from './member.ts';
import type { Principal } from './principal.ts';
import { Refusal } from './refusal.ts';
import type { Relationship } from './relationships/relationship.ts';
import type { Partition, Store, Stored, Write } from './store.ts';
import type { Tenant, TenantAccess } from './tenants/tenant.ts';
import type { WorkflowKind } from './workflows/workflow.ts';

/** The groups that somebody is known to be in, of those that were asked for. */
export interface GroupMembership {
  readonly groups: Pick<ReadonlySet<string>, 'has'>;
  /** It could not be found out: who is not known to be a member is none, and the answer says so (R42). */
  readonly unknown: boolean;
}

/** What every operation is given, whoever calls. */
export interface BaseContext {
  readonly store: Store;
  readonly directory: Directory;
  readonly now: Date;
  readonly requestId: string;
  /** The version that the client says it has seen (`If-Match`). */
  readonly ifMatch: string | undefined;
  /** The page that is asked of a list. */
  readonly page: { readonly top: number; readonly after: string | undefined };
  /** Where the public keys are that seals of the audit log are signed with. */
  readonly auditKeys: Pick<AuditSigner, 'publicKey'>;
  /** The tenant of whoever runs this service; the list of registered tenants is in its partition. */
  readonly operatorTenantId: string;
}

/** Somebody with a verified token. */
export interface CallerContext extends BaseContext {
  readonly actor: Principal;
  readonly side: Side;
}

/** The operator at one tenant. */
export interface OperatorContext extends CallerContext {
  /** The partition of the tenant in the path; the operator's own where there is none. */
  readonly customer: Partition;
}

/**
 * Decides on one of several changes of one request; it is committed by itself, with its events, before the next one is
 * decided on. Run again from fresh reads when it lost a race.
 */
export type InTurn = <Answer>(
  decide: (customer: Partition) => Promise<Pick<Change<Answer>, 'answer' | 'writes' | 'records'>>,
) => Promise<Answer>;

/** Monitoring at the tenant in the path. */
export interface MonitorContext extends OperatorContext {
  readonly inTurn: InTurn;
}

/** Somebody of a registered tenant. */
export interface TenantContext extends CallerContext {
  /** The caller's own tenant: its partition, registration and own rights. */
  readonly own: Partition;
  readonly tenant: Stored<Tenant>;
  readonly tenantAccess: Stored<TenantAccess>;
  /** What the caller may do in the own tenant as a customer. */
  readonly ownAccess: Access;
  /** Global Administrator or Managed Service Administrator (R3). */
  readonly administrator: boolean;
  readonly tenantManager: boolean;
  /** The directory could not say which groups the caller is in (R42). */
  readonly groupMembershipUnknown: boolean;
  /** Which of the groups among these members somebody is in: as a token says, or without its groups the directory. */
  readonly membershipOf: (
    person: Pick<Principal, 'tenantId' | 'objectId' | 'groups'>,
    members: readonly Pick<Member, 'type' | 'id'>[],
  ) => Promise<GroupMembership>;
}

/** Somebody at one customer: of the customer itself, or of a partner. Operations on managed things serve both. */
export interface CustomerContext extends TenantContext {
  /** The customer's partition. */
  readonly customer: Partition;
  readonly access: Access;
  /** The assignment that opened this request; none for a Global Administrator. */
  readonly grant: Grant | undefined;
}

/** Somebody of a partner at one of its customers. */
export interface PartnerContext extends CustomerContext {
  readonly relationship: Stored<Relationship>;
}

/** Somebody of a partner who may answer invitations, at the customer that one of them is from. */
export interface InvitedContext extends TenantContext {
  readonly customer: Partition;
}

/** A workflow to start once its claim is committed. */
export interface WorkflowStart {
  readonly operationId: string;
  readonly kind: WorkflowKind;
}

/**
 * What an operation wants to happen. It decides, it does not write: whoever runs it commits all of this in one batch
 * with the audit events, or only shows it (dry run).
 */
export interface Change<Answer> {
  readonly answer: Answer;
  /** The status of the answer where it is not the route's. */
  readonly status?: number;
  readonly writes: readonly Write[];
  /** Where it is written, when only the operation could tell: a device says in its body of which tenant it is. */
  readonly place?: Partition;
  readonly records: readonly ChangeRecord[];
  /** The assignment that allowed it, where it is not the one that opened the request. */
  readonly grant?: Grant;
  /** Idempotent steps outside the partition that must stand before the commit: claims, pointers made wider (R81). */
  readonly before?: () => Promise<void>;
  /** Takes back what `before` made for this very try, when its commit was certainly lost. */
  readonly undo?: () => Promise<void>;
  /** Idempotent steps that set those exactly after it; lost in a crash, they are repaired. */
  readonly after?: () => Promise<void>;
  readonly workflow?: WorkflowStart;
}

/** A change that would change nothing: answered at once, and no event (R62, R90). */
export const unchanged = <Answer>(answer: Answer): Change<Answer> => ({ answer, writes: [], records: [] });

/** One page of a list; `next` is the key that the following page begins after. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
  /** Of lists over several customers (R71). */
  readonly completeness?: Completeness;
}

/** An answer that may be one of several parts; `next` is the key that the following part begins after. */
export interface Part<Answer> {
  readonly answer: Answer;
  readonly next?: string;
}

/** Refuses when the client has seen another version than this one (api.md, "Concurrency"). */
export function expectVersion({ ifMatch }: Pick<BaseContext, 'ifMatch'>, etag: string): void {
  if (ifMatch !== undefined && ifMatch !== '*' && !ifMatch.split(',').some((tag) => tag.trim() === etag)) {
    throw new Refusal('etagMismatch', 'This has changed since you read it.');
  }
}

/** As {@link expectVersion}, where the client must say which version it has seen. */
export function requireVersion(context: Pick<BaseContext, 'ifMatch'>, etag: string): void {
  if (context.ifMatch === undefined) {
    throw new Refusal('preconditionRequired', 'If-Match with the ETag that you have read is required here.');
  }
  expectVersion(context, etag);
}
