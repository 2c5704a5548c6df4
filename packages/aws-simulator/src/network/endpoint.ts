/** A request to a host of the simulated network that is no AWS API. */
export interface NetworkRequest {
  readonly method: string;
  /** Without a port, in lower case. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a request meets at a host: an answer, or one of the ways in which there is none. */
export type NetworkAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** An answer whose body is this long, or never ends: `Infinity`. */
  | { readonly kind: 'huge'; readonly status: number; readonly bytes: number }
  /** The connection is there and nothing comes. */
  | { readonly kind: 'silence' }
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** The connection ends in the middle. */
  | { readonly kind: 'reset' };

/** A host of the network. */
export interface NetworkEndpoint {
  /** Where it is; undefined: outside of every region, and never lost. */
  readonly region?: string;
  /** There and back. Default: the world's latency of an API. */
  readonly latencyMilliseconds?: number;
  /** What a request meets now, by the world's state. */
  answer(request: NetworkRequest): NetworkAnswer;
}

/** A real server on this machine that a host of the network stands for. */
export interface OutsideEndpoint {
  /** `https://127.0.0.1:6443`: loopback only. */
  readonly url: string;
  /** PEM, where its certificate is its own. */
  readonly certificateAuthority?: string;
  readonly region?: string;
}
