import { Conflict } from '../store.ts';
import { RegisteredTenant } from '../tenants/registeredTenant.ts';
import { keepRepairPlace, readRepairPlace } from './repairPlace.ts';
import type { Correction, Looked, RepairContext } from './round.ts';
import { rounds } from './rounds.ts';

/**
 * One run: at most so many pages of rows, each of a query and at most two to compare with, and no new page after so many
 * corrections. Tenants are taken so many at a time.
 */
const pagesPerRun = 20;
const rowsPerPage = 100;
const correctionsPerRun = 100;
const tenantsAtOnce = 100;

/** What a run did. */
interface Repaired {
  /** Rows that were looked at. */
  readonly looked: number;
  readonly corrected: ReadonlyMap<Correction, number>;
}

const order = Object.keys(rounds) as (keyof typeof rounds)[];

/**
 * Works through all tenants and corrects what a crash has left in two partitions that disagree: pointers, claims, workflows
 * that gave up. It goes on where the last run stopped, and stops at the end of the list of tenants.
 */
export async function repairTenants(context: RepairContext): Promise<Repaired> {
  const operator = context.store.tenant(context.operatorTenantId);
  const from = await readRepairPlace(operator, 'tenants');
  let { behindTenant, behindRow } = from;
  let round = Math.max(
    0,
    order.findIndex((name) => name === from.round),
  );
  const corrected = new Map<Correction, number>();
  let looked = 0;
  let corrections = 0;
  let tenants = await tenantsBehind();
  for (let page = 0; page < pagesPerRun && corrections < correctionsPerRun && tenants.length > 0; page++) {
    const { keys, suspects } = await look();
    looked += keys.length;
    for (const suspect of suspects) {
      for (const correction of await settled(suspect)) {
        corrected.set(correction, (corrected.get(correction) ?? 0) + 1);
        corrections++;
      }
    }
    behindRow = keys.length === rowsPerPage ? (keys.at(-1) ?? '') : '';
    if (behindRow !== '') continue;
    round = (round + 1) % order.length;
    if (round > 0) continue;
    // The last tenants are done: the next run begins with the first.
    behindTenant = tenants.length === tenantsAtOnce ? (tenants.at(-1)?.sortKey ?? '') : '';
    tenants = behindTenant === '' ? [] : await tenantsBehind();
    if (tenants.length === 0) behindTenant = '';
  }
  await keepRepairPlace(operator, from, { behindTenant, round: order[round] ?? '', behindRow });
  return { looked, corrected };

  function tenantsBehind() {
    const page = { where: [], orderBy: 'sortKey', after: behindTenant, top: tenantsAtOnce } as const;
    return operator.list(RegisteredTenant, page);
  }

  /** A page that can't be read now is met again when all tenants are through. */
  async function look(): Promise<Looked> {
    const name = order[round] ?? 'relationships';
    const tenantIds = tenants.map(({ registered }) => registered);
    try {
      return await rounds[name](tenantIds, { after: behindRow, top: rowsPerPage }, context);
    } catch (error) {
      context.report(error, { round: name, behindRow });
      return { keys: [], suspects: [] };
    }
  }

  async function settled(suspect: () => Promise<Correction[]>): Promise<Correction[]> {
    try {
      return await suspect();
    } catch (error) {
      // Somebody else has just changed it, and has set right what leads to it.
      if (!(error instanceof Conflict)) context.report(error, { round: order[round] ?? '' });
      return [];
    }
  }
}
