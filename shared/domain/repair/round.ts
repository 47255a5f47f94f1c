import type { Clock } from '../clock.ts';
import type { Store, TenantRow } from '../store.ts';

/** What the repair works with. */
export interface RepairContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly operatorTenantId: string;
  /** Where defects go. */
  readonly report: (error: unknown, where: Record<string, string>) => void;
}

/** What was not as it should be, and is now. */
export type Correction =
  | 'customerPointerMade'
  | 'customerPointerRemoved'
  | 'invitationPointerSet'
  | 'invitationPointerRemoved'
  | 'invitationClaimRemoved'
  | 'workflowRevived';

/** One page of what was looked at. */
export interface Looked {
  /** The keys of the rows, in order; fewer than were asked for end the round. */
  readonly keys: readonly string[];
  /** Looks closer at one thing that seems wrong, from fresh reads, and corrects it. */
  readonly suspects: readonly (() => Promise<Correction[]>)[];
}

/** Looks at one kind of thing of some tenants, page by page; cheaply, as nearly everything is as it should be. */
export type Round = (
  tenantIds: readonly string[],
  page: { readonly after: string; readonly top: number },
  context: RepairContext,
) => Promise<Looked>;

/** What was decided before this long ago is not on its way any more: it has been done, or never will be. */
export const inFlightMs = 10 * 60_000;

/** The documents of a page; one that can't be read is reported, and keeps none of the others waiting. */
export function readable<D>(
  rows: readonly TenantRow<D>[],
  { report }: RepairContext,
): (D & { readonly _etag: string; readonly ofTenant: string })[] {
  return rows.flatMap((row) => {
    try {
      return [{ ...row.document(), ofTenant: row.tenantId }];
    } catch (error) {
      report(error, { unreadable: row.key });
      return [];
    }
  });
}
