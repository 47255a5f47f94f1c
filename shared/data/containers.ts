import declared from './containers.json' with { type: 'json' };

export type ContainerName = keyof typeof declared;

interface Container {
  readonly partitionKey: string;
  /** Whether documents may say when they expire. */
  readonly expiring: boolean;
  /**
   * Members that queries filter and order by, besides the id: no others are indexed, as each makes every write dearer.
   * A member that holds a list ends in `[]`.
   */
  readonly indexed: readonly string[];
}

/** The containers of the database. The infrastructure template makes them of the same file. */
export const containers: Readonly<Record<ContainerName, Container>> = declared;

/** Indexing policy of a container, as Azure Cosmos DB writes it. */
export const indexingPolicy = ({ indexed }: Container) => ({
  automatic: true,
  indexingMode: 'consistent' as const,
  includedPaths: indexed.map((member) => ({ path: `/${member.replaceAll('.', '/').replaceAll('[]', '/[]')}/?` })),
  excludedPaths: [{ path: '/*' }],
});
