import type { Config } from '../shared/config.ts';
import type { AuditSigner } from '../shared/domain/auditSeals/auditSigner.ts';
import type { Clock } from '../shared/domain/clock.ts';
import type { Directory } from '../shared/domain/directory.ts';
import type { AddressBook } from '../shared/domain/notifications/addressBook.ts';
import type { Mailer } from '../shared/domain/notifications/mailer.ts';
import type { Principal } from '../shared/domain/principal.ts';
import type { Store } from '../shared/domain/store.ts';
import type { CallerLimit } from './http/callerLimit.ts';
import type { SealedTags } from './http/sealedTags.ts';

/** One answered request, for the request log. */
interface AnsweredRequest {
  readonly method: string;
  /** Without the query, which may hold what is nobody's business. */
  readonly path: string;
  /** The name of the route. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly requestId: string;
  /** `tenantId/objectId`, or a pseudonym for it; left out where nobody showed a good token. */
  readonly caller?: string;
  /** Of a refusal, or `internalError`. */
  readonly code?: string;
}

/** What the functions work with, made once by the composition. */
export interface Services {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Store;
  readonly directory: Directory;
  readonly addressBook: AddressBook;
  /** Not there where no mail service is configured: then nobody is told anything. */
  readonly mailer: Mailer | undefined;
  /** Not there where no key is configured: then the audit log is not sealed. */
  readonly auditSigner: AuditSigner | undefined;
  /** Who calls, by the Authorization header. @throws Refusal `unauthenticated` */
  readonly authenticate: (authorization: string | null) => Promise<Principal>;
  /** The key that seals continuation tokens; kept in the database, made once. */
  readonly sealingKey: () => Promise<Buffer>;
  /** Seals and opens ETags, by a key that comes from the same. */
  readonly tags: () => Promise<SealedTags>;
  /** Counts a request of somebody. @throws Refusal `tooManyRequests` when there were too many */
  readonly limit: CallerLimit;
  /** Path of the API below the host: prefix and version. */
  readonly apiBase: string;
  /** Where defects go, whole: what a caller is told is the request id only. */
  readonly report: (error: unknown, where: Record<string, string>) => void;
  /** Where figures go: how many of something there were, with what tells one kind from another. */
  readonly measure: (name: string, value: number, dimensions: Readonly<Record<string, string>>) => void;
  /** Told of every request once its answer is decided. */
  readonly answered: (line: AnsweredRequest) => void;
}
