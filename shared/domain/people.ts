import type { Principal } from './principal.ts';
import type { Person } from './roles.ts';

/** How a caller is named in what is stored and shown. */
export const personOf = ({ objectId, tenantId }: Principal): Person => ({ userId: objectId, tenantId });
