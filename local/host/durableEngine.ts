/** What the host knows of the app's durable functions, and how to run them. */
export interface DurableApp {
  readonly orchestrators: readonly string[];
  readonly activities: readonly string[];
  /**
   * Runs one episode. `triggerPayload` is the JSON text of the orchestrationTrigger binding. Resolves with the JSON text of the
   * returned state; rejects with the thrown Error, whose message carries the state after `\n\n$OutOfProcData$:`.
   */
  runOrchestrator(name: string, triggerPayload: string): Promise<string>;
  /** Runs one activity. `data` is JSON text; the result is a JSON value (undefined has become null). */
  runActivity(name: string, input: { instanceId: string; data: string | undefined }): Promise<unknown>;
}

/** A request to the Durable HTTP interface: `/runtime/webhooks/durabletask/...` (public) or `/durabletask/...` (rpc). */
export interface DurableRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** `http://<Host header>`, for the links of the answer. */
  readonly origin: string;
}

/** The answer to a DurableRequest. Without a body the answer is empty. */
export interface DurableResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The Durable extension as the host sees it. Implemented in `local/durable`. */
export interface DurableEngine {
  /** Takes up the app's orchestrations again, and from now on accepts work. */
  start(app: DurableApp): void;
  handle(request: DurableRequest): Promise<DurableResponse>;
  /** The JSON text of a durableClient binding, for clients in this process. */
  clientBinding(origin: string): string;
  /** Ends the episodes and activities in progress and starts no more. */
  stop(): Promise<void>;
}
