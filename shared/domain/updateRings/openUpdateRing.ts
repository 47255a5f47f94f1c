import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { UpdateRing } from './updateRing.ts';

/**
 * A ring by its id; whoever has the permission sees every ring (R53).
 * @throws Refusal `notFound`
 */
export async function openUpdateRing(
  { customer }: Pick<CustomerContext, 'customer'>,
  ringId: string,
): Promise<Stored<UpdateRing>> {
  const ring = await customer.read(UpdateRing, ringId);
  if (!ring) throw notFound();
  return ring;
}
