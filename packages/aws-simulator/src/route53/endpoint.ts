/** What a health checker asks. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** The status of the answer; `timeout` when none comes. */
export type EndpointAnswer = number | 'timeout';

/** The network, as checkers see it: an answer of now, seen from a region. */
export interface EndpointNetwork {
  answer(endpoint: Endpoint, fromRegion: string): EndpointAnswer;
  /** Called when answers may have become others. */
  onChange(listener: () => void): void;
}

/** Nobody answers: for worlds without anything to check. */
export const SILENT_NETWORK: EndpointNetwork = {
  answer: () => 'timeout',
  onChange: () => undefined,
};
