/** A request as the SDK makes it, over a socket or in process. */
export interface CosmosRequest {
  readonly method: string;
  /** `http://localhost:8081`: for the addresses in the account document. */
  readonly origin: string;
  /** Path as sent; a `?` in it is part of an id, for this API has no query strings. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface CosmosResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** JSON, or empty. */
  readonly body: string;
}
