/** The `code` of an error body, by HTTP status. */
const codes = {
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  500: 'InternalServerError',
} as const;

/** An answer of Cosmos DB other than success. */
export class CosmosError extends Error {
  readonly status: keyof typeof codes;
  /** `x-ms-substatus`, where the service gives one. */
  readonly substatus: number | undefined;
  /** Tells the SDK to ask for the query plan and to merge the physical ranges itself. */
  readonly additionalErrorInfo: string | undefined;

  constructor(
    status: keyof typeof codes,
    message: string,
    { substatus, additionalErrorInfo }: { substatus?: number; additionalErrorInfo?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.substatus = substatus;
    this.additionalErrorInfo = additionalErrorInfo;
  }

  get body(): string {
    return JSON.stringify({
      code: codes[this.status],
      message: this.message,
      additionalErrorInfo: this.additionalErrorInfo,
    });
  }
}

/** The stand-in refuses by name what it does not know, so that nobody relies on a guess. */
export function unsupported(what: string): CosmosError {
  return new CosmosError(400, `${what} is not supported by the local Cosmos DB stand-in.`);
}
