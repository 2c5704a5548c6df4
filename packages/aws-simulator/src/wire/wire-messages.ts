/** An HTTP request as any transport carries it: a socket, a function's own client, a test. */
export interface WireRequest {
  readonly method: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Instead of the body: one that is made while it is read, and may not end. */
  readonly chunks?: Iterable<Uint8Array>;
}

/** A request whose headers, path and body the protocols can read. */
export interface OpenedRequest {
  readonly method: string;
  readonly host: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** What a protocol answers; the door adds what all answers have. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
