/** One answered request. */
export interface LoggedRequest {
  /** RFC 3339. */
  at: string;
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** Milliseconds. */
  ms: number;
  requestId?: string | undefined;
  /** `tenantId/objectId` */
  caller?: string | undefined;
  /** Which route of the product it was, and the code of its refusal; in JSON lines only. */
  route?: string | undefined;
  code?: string | undefined;
}

export interface Log {
  request(line: LoggedRequest): void;
  /** What went wrong, whole. */
  error(where: string, error: unknown): void;
  /** Anything else that somebody may want to read. */
  note(text: string): void;
}

/** A log of lines; `quiet` leaves out the requests, `json` makes each line one JSON object. */
export function createLog(options: { quiet: boolean; json: boolean; write: (line: string) => void }): Log {
  const write = (entry: object, text: string) => options.write((options.json ? JSON.stringify(entry) : text) + '\n');
  return {
    request(line) {
      if (options.quiet) return;
      const { at, method, status, requestId = '-', caller = '-' } = line;
      // A line stays one line, and its words apart, whatever is in the path.
      const path = line.path.replaceAll(/[\p{Cc}\s]/gu, encodeURIComponent);
      const ms = Math.round(line.ms * 10) / 10;
      write({ ...line, ms }, `${at} ${method} ${path} ${status} ${ms} ms ${requestId} ${caller}`);
    },
    error(where, error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      write({ level: 'error', where, error: text }, `${where}: ${text}`);
    },
    note(text) {
      write({ level: 'info', text }, text);
    },
  };
}
