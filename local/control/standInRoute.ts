/** A request to a stand-in, with its path parameters decoded. Bodies are read by whoever expects them. */
export interface StandInRequest {
  /** Scheme, host and port under which the stand-ins are reached. */
  readonly origin: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** The body parsed as JSON. @throws StandInRefusal 400 */
  json(): unknown;
  /** The body parsed as a form. */
  form(): URLSearchParams;
}

/** `body` is sent as JSON, `html` as a page. */
export interface StandInAnswer {
  status: number;
  body?: unknown;
  html?: string;
  headers?: Record<string, string>;
}

/** One method and path; `{name}` in the path takes one segment. */
export interface StandInRoute {
  readonly method: string;
  readonly path: string;
  readonly run: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>;
}

/** An expected no: answered as JSON with this status. */
export class StandInRefusal extends Error {
  override name = 'StandInRefusal';
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
