import { unsupported } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';

/** Headers that are understood, or that change nothing about an answer of this stand-in. */
const known = new Set([
  'x-ms-activity-id',
  'x-ms-continuation',
  'x-ms-cosmos-allow-tentative-writes',
  'x-ms-cosmos-batch-atomic',
  'x-ms-cosmos-batch-continue-on-error',
  'x-ms-cosmos-correlated-activityid',
  'x-ms-cosmos-is-batch-request',
  'x-ms-cosmos-is-query-plan-request',
  'x-ms-cosmos-query-version',
  'x-ms-cosmos-sdk-supportedcapabilities',
  'x-ms-cosmos-supported-query-features',
  'x-ms-date',
  'x-ms-documentdb-is-upsert',
  'x-ms-documentdb-isquery',
  'x-ms-documentdb-partitionkey',
  'x-ms-documentdb-partitionkeyrangeid',
  'x-ms-documentdb-populatequerymetrics',
  'x-ms-documentdb-populatequotainfo',
  'x-ms-documentdb-query-enablecrosspartition',
  'x-ms-documentdb-query-parallelizecrosspartitionquery',
  'x-ms-documentdb-responsecontinuationtokenlimitinkb',
  'x-ms-max-item-count',
  'x-ms-useragent',
  'x-ms-version',
]);

/** Refuses a header that may mean something that is not done here: change feed, triggers, hash ranges, encryption ... */
export function checkHeaders({ headers }: CosmosRequest): void {
  for (const name in headers) {
    if (name.startsWith('x-ms-') ? !known.has(name) : name === 'a-im' || name === 'if-modified-since') {
      throw unsupported(`The header ${name}: ${headers[name] ?? ''}`);
    }
  }
}
