import type { Grant } from '../../shared/domain/access/prepareAccess.ts';
import type { BaseContext, CallerContext } from '../../shared/domain/operation.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import type { Relationship } from '../../shared/domain/relationships/relationship.ts';
import type { Partition } from '../../shared/domain/store.ts';
import type { Route } from './route.ts';

/** A caller and the route that is asked, with the documents that the path names. */
export interface Ask {
  readonly route: Route;
  readonly principal: Principal;
  readonly parameters: Readonly<Record<string, string>>;
  /** Documents that the request will need from where it acts: read along with those that decide. */
  readonly alsoRead: readonly string[];
  readonly base: BaseContext;
}

/** The documents that the path names, by id. */
export const namedDocuments = (parameters: Readonly<Record<string, string>>): string[] =>
  Object.values(parameters).filter((id) => /^[a-z]+_[0-9a-z]+$/.test(id));

/** A context of whichever audience: where it acts, as far as that is known. */
export type KnownContext = CallerContext & {
  readonly own?: Partition;
  readonly customer?: Partition;
  readonly grant?: Grant | undefined;
  readonly relationship?: Relationship;
};
