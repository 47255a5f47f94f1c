import type { PublicKey } from '../../shared/domain/auditSeals/auditSigner.ts';
import type { RunningProduct } from '../start/startProduct.ts';

/** What a further instance is told when it starts. */
export interface InstanceOrders {
  /** 0 takes a free one. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly account: RunningProduct['account'];
  /** The first instance, whose Durable engine all share. */
  readonly firstHost: string;
  /** The key of the audit log's seals, as everybody may know it: the first instance alone seals. */
  readonly auditKey: { readonly keyId: string; readonly publicKey: PublicKey };
  /** How far the clock is ahead of the system's. */
  readonly offsetMs: number;
  readonly appFolder: string | undefined;
  readonly quiet: boolean;
  readonly jsonLogs: boolean;
}

/** What the first process tells the others: the clock, which they follow before they answer. */
export interface ClockOrder {
  readonly offsetMs: number;
}

/** What they tell it: where they are, or how far their clock is now. */
export type InstanceReport = { readonly origin: string } | ClockOrder;
