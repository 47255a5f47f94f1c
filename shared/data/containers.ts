/** The containers of the database: partition key and whether documents may expire. Infrastructure creates the same ones. */
export const containers = {
  tenants: { partitionKey: 'tenantId', expiring: true },
  partners: { partitionKey: 'partnerTenantId', expiring: true },
  operations: { partitionKey: 'id', expiring: true },
  domains: { partitionKey: 'id', expiring: false },
} as const;

export type ContainerName = keyof typeof containers;
