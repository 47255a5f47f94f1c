import type { z } from 'zod';
import type { AuditCategory, AuditOperation } from '../../shared/domain/auditEvents/auditEvent.ts';
import type { ApprovalContext } from '../../shared/domain/changeRequests/approveChangeRequest.ts';
import type {
  BaseContext,
  CallerContext,
  Change,
  InvitedContext,
  ListPage,
  MonitorContext,
  OperatorContext,
  Part,
  PartnerContext,
  TenantContext,
} from '../../shared/domain/operation.ts';
import type { Permission } from '../../shared/domain/permissions.ts';
import type { RefusalCode } from '../../shared/domain/refusal.ts';
import type { ChangeKind } from '../../shared/domain/relationships/relationship.ts';

/** What an operation is given, by whom a route is for. */
interface ContextOf {
  anonymous: BaseContext;
  /** An application or person of the operator's tenant with the app role. */
  operator: OperatorContext;
  /** The application of the operator's tenant that watches over rooms. */
  monitor: MonitorContext;
  /** Everybody with a token of a registered tenant, or of the operator's. */
  everyone: CallerContext & Partial<TenantContext>;
  /** People of a tenant, in it as a customer. */
  customer: ApprovalContext;
  /** People of an onboarded partner. */
  partner: TenantContext;
  /** People of a partner who may answer the invitation in the path. */
  invited: InvitedContext;
  /** People of a partner at the customer in the path. */
  customerOfPartner: PartnerContext;
}
export type Audience = keyof ContextOf;

/**
 * Who of the audience may (R3, R5, R8, R44):
 * - a permission: whoever has an assignment that gives it
 * - `administrator`: GA and MSA of the own tenant; `manager`: and its Tenant managers
 * - `primaryAdmin`: members of Primary admin at that customer
 * - `delegatesAdmins`: who manages Primary admins (R44); `seesAdmins`: and who reads them
 * - `seesCustomer`: whoever may see that the customer is one
 * - `anyRole`: anybody with a role or tenant role
 * - `anyone`: all of the audience
 */
export type Requirement =
  | Permission
  | 'administrator'
  | 'manager'
  | 'primaryAdmin'
  | 'delegatesAdmins'
  | 'seesAdmins'
  | 'seesCustomer'
  | 'anyRole'
  | 'anyone';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & PathParameters<Rest>
  : object;

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : object;

type Input<Path extends string, Query, Body> = PathParameters<Path> & Output<Query> & Output<Body>;

interface Common<A extends Audience, Path extends string, Query, Body, Answer> {
  /** Operation id: the name of the function, of the operation's file and in the OpenAPI document. */
  readonly name: string;
  /** One sentence for the reader of the API reference. */
  readonly summary: string;
  /** Without the prefix and the version: `customer/rooms/{roomId}`. */
  readonly path: Path;
  readonly audience: A;
  readonly may: Requirement;
  readonly query?: Query;
  readonly output?: z.ZodType<Answer>;
  /** Codes that the operation may refuse with, beyond those that every route has. */
  readonly refusals?: readonly RefusalCode[];
  /** Whether it may be asked while the relationship is not active (metadata, ending). */
  readonly inAnyState?: boolean;
  readonly body?: Body;
}

interface Query<A extends Audience, Path extends string, Q, Body, Answer> extends Common<A, Path, Q, Body, Answer> {
  readonly kind: 'query';
  /** What takes more to ask than an address holds is asked by POST; it changes nothing all the same. */
  readonly method: Body extends z.ZodType ? 'POST' : 'GET';
  /** The answer is a page, and not JSON. */
  readonly produces?: 'text/html';
  /** Headers of that page. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly run: (input: Input<Path, Q, Body>, context: ContextOf[A]) => Promise<NoInfer<Answer>>;
}

interface List<A extends Audience, Path extends string, Q, Row> extends Common<A, Path, Q, undefined, Row> {
  readonly kind: 'list';
  readonly method: 'GET';
  readonly output: z.ZodType<Row>;
  /** A list over several customers: its pages say how complete they are (R71). */
  readonly acrossCustomers?: boolean;
  readonly run: (input: Input<Path, Q, undefined>, context: ContextOf[A]) => Promise<ListPage<NoInfer<Row>>>;
}

/** A question whose answer may be too large for one: it comes in parts, as a list does in pages. */
interface Parts<A extends Audience, Path extends string, Q, Answer> extends Common<A, Path, Q, undefined, Answer> {
  readonly kind: 'parts';
  readonly method: 'GET';
  readonly output: z.ZodType<Answer>;
  /** The answer is text of this type; the next part is then in the `Link` header, else in the member `nextLink`. */
  readonly produces?: 'text/csv';
  readonly run: (input: Input<Path, Q, undefined>, context: ContextOf[A]) => Promise<Part<NoInfer<Answer>>>;
}

interface Mutation<A extends Audience, Path extends string, Q, Body, Answer> extends Common<A, Path, Q, Body, Answer> {
  readonly kind: 'mutation';
  readonly method: Exclude<Method, 'GET'>;
  readonly status: 200 | 201 | 202 | 204;
  /** Other statuses of success, for the reference. */
  readonly statuses?: readonly number[];
  /** What an attempt that is refused is recorded as (R90); the object is named by the last parameter of the path, or this. */
  readonly audit: readonly [AuditCategory, AuditOperation, objectParameter?: string];
  /** If-Match is required (428). */
  readonly versionRequired?: boolean;
  /** The kind of change that it is, where the customer may want to approve it when a partner makes it (R60). */
  readonly changeKind?: ChangeKind;
  readonly run: (input: Input<Path, Q, Body>, context: ContextOf[A]) => Promise<Change<NoInfer<Answer>>>;
}

/** A route: one row of data, from which registration, guard, reference and tests are made. */
export interface Route {
  readonly kind: 'query' | 'list' | 'parts' | 'mutation';
  readonly name: string;
  readonly summary: string;
  readonly method: Method;
  readonly path: string;
  readonly audience: Audience;
  readonly may: Requirement;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly output?: z.ZodType;
  readonly status: number;
  readonly statuses: readonly number[];
  readonly refusals: readonly RefusalCode[];
  readonly inAnyState: boolean;
  readonly acrossCustomers: boolean;
  readonly produces?: 'text/csv' | 'text/html';
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly audit?: readonly [AuditCategory, AuditOperation, objectParameter?: string];
  readonly versionRequired: boolean;
  readonly changeKind?: ChangeKind;
  /** The operation, its types erased: `serve` has parsed the input and made the context that the row asked for. */
  readonly run: (input: unknown, context: unknown) => Promise<unknown>;
}

/** Whether it takes an Idempotency-Key: every authenticated POST that changes something does. */
export const takesKey = ({ kind, method, audience }: Route): boolean =>
  kind === 'mutation' && method === 'POST' && audience !== 'anonymous';

/** Whether a customer may want to approve it before it is made (R60). */
export const mayWait = ({ changeKind, audience }: Route): boolean =>
  changeKind !== undefined && audience === 'customerOfPartner';

type Row<A extends Audience, Path extends string, Q, Body, Answer> =
  | Query<A, Path, Q, Body, Answer>
  | List<A, Path, Q, Answer>
  | Parts<A, Path, Q, Answer>
  | Mutation<A, Path, Q, Body, Answer>;

/** Checks a row: an operation that needs more than the row gives, or answers other than it promises, does not compile. */
export function route<
  A extends Audience,
  const Path extends string,
  Answer,
  Q extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(row: Row<A, Path, Q, Body, Answer>): Route {
  return {
    status: 200,
    statuses: [],
    refusals: [],
    inAnyState: false,
    acrossCustomers: false,
    versionRequired: false,
    ...row,
  } as unknown as Route;
}
