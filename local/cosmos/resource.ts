import { CosmosError } from './cosmosError.ts';

/** What a path names: `/dbs/{database}/colls/{container}/docs/{item}` and its beginnings. */
export interface Resource {
  /** Of the last named collection; empty for the account. */
  readonly type: '' | 'dbs' | 'colls' | 'docs' | 'pkranges';
  readonly database: string | undefined;
  readonly container: string | undefined;
  readonly item: string | undefined;
  /** What the client signs: the path without the collection at its end. */
  readonly link: string;
}

const shapes = [[], ['dbs'], ['dbs', 'colls'], ['dbs', 'colls', 'docs'], ['dbs', 'colls', 'pkranges']] as const;

export function parseResource(path: string): Resource {
  let parts: string[];
  try {
    parts = path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => decodeURIComponent(part));
  } catch {
    throw new CosmosError(400, `The path ${path} is not encoded as it must be.`);
  }
  const types = parts.filter((_, at) => at % 2 === 0);
  const shape = shapes.find((known) => known.length === types.length && known.every((type, at) => type === types[at]));
  if (!shape) throw new CosmosError(404, `The local Cosmos DB stand-in has nothing at ${path}.`);
  return {
    type: shape.at(-1) ?? '',
    database: parts[1],
    container: parts[3],
    item: parts[5],
    link: parts.slice(0, parts.length - (parts.length % 2)).join('/'),
  };
}
