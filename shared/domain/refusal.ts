/** Every code of a refusal and its HTTP status: the one closed table. */
export const refusalStatus = {
  invalidRequest: 400,
  continuationInvalid: 400,
  unauthenticated: 401,
  permissionDenied: 403,
  tenantNotRegistered: 403,
  partnerNotOnboarded: 403,
  relationshipNotActive: 403,
  groupMembershipUnknown: 403,
  escalation: 403,
  scopeTooNarrow: 403,
  notFound: 404,
  domainTaken: 409,
  invitationPending: 409,
  relationshipExists: 409,
  invitationClosed: 409,
  relationshipState: 409,
  builtInRole: 409,
  lastPrimaryAdmin: 409,
  roleNameTaken: 409,
  memberExists: 409,
  roomAccountTaken: 409,
  roomState: 409,
  roomGroupNameTaken: 409,
  groupInUse: 409,
  changeRequestClosed: 409,
  allTicketsViewDisabled: 409,
  ticketResolved: 409,
  ticketNotClosable: 409,
  idempotencyKeyInUse: 409,
  invitationExpired: 410,
  etagMismatch: 412,
  bodyTooLarge: 413,
  unsupportedMediaType: 415,
  partnerDomainUnknown: 422,
  termsNotAccepted: 422,
  auditRangeTooLong: 422,
  ownTenant: 422,
  roomUnknown: 422,
  roomGroupUnknown: 422,
  principalUnknown: 422,
  idempotencyKeyReused: 422,
  preconditionRequired: 428,
  tooManyRequests: 429,
  temporarilyUnavailable: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

/** One fault of an input: where it is (JSON path or parameter name) and what it is. */
export interface InputFault {
  path: string;
  code: string;
  message: string;
}

/** An expected no. Its message is shown to the caller; whatever else is thrown is a defect and shown to nobody. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly faults: readonly InputFault[] | undefined;
  /** Where coming again is no use before. */
  readonly retryAfterSeconds: number | undefined;

  /** `status` only where api.md gives one code two statuses (a domain that is looked up or invited). */
  constructor(
    code: RefusalCode,
    message: string,
    options: {
      cause?: unknown;
      faults?: readonly InputFault[];
      status?: number;
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Refusal';
    this.code = code;
    this.status = options.status ?? refusalStatus[code];
    this.faults = options.faults;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * The thing is not there, or not for the caller: one text for both, so that neither can be told from the other.
 */
export const notFound = () => new Refusal('notFound', 'There is no such thing, or none that you may see.');
