import type { Container, SqlQuerySpec } from '@azure/cosmos';
import type { Condition, Store, TenantDocuments, TenantsPart } from '../domain/store.ts';
import { parseRow } from './cosmosPartition.ts';
import { documentType, querySpec } from './querySpec.ts';
import { answerTo, type Patience } from './patience.ts';

/** More partitions in one query make its text too long; callers page. */
const maxTenantsPerQuery = 1000;

type Row = Record<string, unknown> & { readonly tenantId: string };

/**
 * Queries over several tenants: each of them is named in the query, and every row is checked to be of one of them.
 *
 * @param keyMember the member that holds the partition key: the tenant whose the row is
 */
export function acrossTenants(
  container: Container,
  keyMember: string,
  patience: () => Patience,
): Pick<Store, 'acrossTenants' | 'documentsAcross' | 'listAcross' | 'allAcross'> {
  /** `pageSize` is never left to the SDK: it would merge ten rows at a time, or with -1 for ever. */
  async function query(tenantIds: readonly string[], spec: SqlQuerySpec, pageSize: number): Promise<Row[]> {
    const [only] = tenantIds;
    const within = tenantIds.length === 1 && only !== undefined ? { partitionKey: only } : {};
    const { resources } = await answerTo(patience(), (options) =>
      container.items
        .query<Record<string, unknown>>(spec, { ...within, maxItemCount: pageSize, ...options })
        .fetchAll(),
    );
    const asked = new Set(tenantIds);
    for (const row of resources) {
      const tenantId = row[keyMember];
      if (typeof tenantId !== 'string' || !asked.has(tenantId)) throw new Error('A row of another tenant came back.');
      row['tenantId'] = tenantId;
    }
    return resources as Row[];
  }

  return {
    async acrossTenants(schema, tenantIds, ids) {
      if (!canAsk(tenantIds) || ids.length === 0) return [];
      const spec = querySpec([schema], keyMember, tenantIds, { where: [{ member: 'id', oneOf: ids }] });
      const rows = await query(tenantIds, spec, tenantIds.length * ids.length);
      return rows.map((row) => ({ ...parseRow(schema, row), tenantId: row.tenantId }));
    },

    async documentsAcross(schemas, tenantIds, ids) {
      if (!canAsk(tenantIds) || ids.length === 0) return [];
      const spec = querySpec(schemas, keyMember, tenantIds, { where: [{ member: 'id', oneOf: ids }] });
      const types = new Map(schemas.map((schema) => [schema, documentType(schema)]));
      const found = new Map<string, Row[]>();
      for (const row of await query(tenantIds, spec, tenantIds.length * ids.length)) {
        const rows = found.get(row.tenantId);
        if (rows) rows.push(row);
        else found.set(row.tenantId, [row]);
      }
      return [...found].map(([tenantId, rows]): TenantDocuments => ({
        tenantId,
        of(schema) {
          const type = types.get(schema);
          const row = rows.find((one) => one['type'] === type);
          return row && parseRow(schema, row);
        },
      }));
    },

    async listAcross(schema, parts, page) {
      const tenantIds = tenantsOf(parts);
      if (!canAsk(tenantIds)) return [];
      const where = [...page.where, ...inParts(parts, keyMember)];
      const rows = await query(tenantIds, querySpec([schema], keyMember, tenantIds, { ...page, where }), page.top);
      return rows.map((row) => {
        const { tenantId, [page.orderBy]: key } = row;
        if (typeof key !== 'string') throw new Error(`A row without ${page.orderBy}.`);
        return { tenantId, key, document: () => parseRow(schema, row) };
      });
    },

    async allAcross(schema, parts, where) {
      const tenantIds = tenantsOf(parts);
      if (!canAsk(tenantIds)) return [];
      const spec = querySpec([schema], keyMember, tenantIds, { where: [...where, ...inParts(parts, keyMember)] });
      const rows = await query(tenantIds, spec, 10_000);
      return rows.map((row) => ({ ...parseRow(schema, row), tenantId: row.tenantId }));
    },
  };
}

function canAsk(tenantIds: readonly string[]): boolean {
  if (tenantIds.length > maxTenantsPerQuery) throw new Error(`More than ${maxTenantsPerQuery} tenants in a query.`);
  if (tenantIds.includes('')) throw new Error('A tenant has an id.');
  return tenantIds.length > 0;
}

const tenantsOf = (parts: readonly TenantsPart[]) => parts.flatMap(({ tenantIds }) => tenantIds);

/** Each tenant's own conditions; nothing where no tenant has any. */
function inParts(parts: readonly TenantsPart[], keyMember: string): Condition[] {
  if (parts.every(({ where }) => where.length === 0)) return [];
  return [
    {
      anyOf: parts.map(({ tenantIds, where }) => ({ allOf: [{ member: keyMember, oneOf: tenantIds }, ...where] })),
    },
  ];
}
