import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/domain/canonicalJson.ts';
import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';

/** What the partner had at the customer, before it is ended. */
export interface Holdings {
  readonly assignments: number;
  readonly customRoles: number;
}

/** Counts what the customer sees of the partner's. */
export async function countHoldings({ nora, adatum }: Cast): Promise<Holdings> {
  const withAdatum = `/customer/partners/${adatum.tenantId}`;
  const count = async (what: string, of: (row: ApiBody) => boolean) => {
    const { body } = await nora.asks('GET', `${withAdatum}/${what}`, { status: 200, short: counted(what) });
    return (body.value ?? []).filter(of).length;
  };
  return {
    assignments: await count('assignments', () => true),
    customRoles: await count('roles', ({ kind }) => kind === 'custom'),
  };
}

const counted = (what: string) => (list: ApiBody) => `${list.value?.length ?? 0} ${what}`;

/** The customer keeps a receipt of the end, and checks it. */
export async function tellReceipt({ telling }: Stage, { nora, adatum }: Cast, holdings: Holdings): Promise<void> {
  telling.chapter('What Northwind keeps of it: a receipt');
  telling.says('Both sides were read again before it was written: nothing was left.');
  const { body } = await nora.asks('GET', `/customer/partners/${adatum.tenantId}/receipt`, {
    status: 200,
    short: (receipt) => `revoked ${JSON.stringify(receipt['revoked'])}, residual ${String(receipt['residual'])}`,
  });
  const { sha256, ...said } = body;
  const revoked = said['revoked'] as Record<string, number>;
  const { assignments, customRoles } = revoked;
  expectSame('What was revoked', { assignments, customRoles }, holdings);
  expectSame('What is left', said['residual'], 0);
  telling.says('Anybody can check it: SHA-256 over its canonical JSON (RFC 8785), without the hash itself.');
  const hash = createHash('sha256').update(canonicalJson(said)).digest('hex');
  expectSame('The hash of the receipt', sha256, hash);
  telling.says(`It says ${String(sha256).slice(0, 16)}..., and so it is.`);
  const all = await nora.asks('GET', '/customer/receipts', { status: 200, short: counted('receipts') });
  expectSame('The receipts', all.body.value, [body]);
}
