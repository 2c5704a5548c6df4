/**
 * An error as AWS answers it: what the wire encodes and what a client of ours or a third party
 * reads. `code` is the service's own code (`IncorrectInstanceState`, `ConditionalCheckFailedException`).
 */
export class AwsFault extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the modelled error, by their names in the SDK (`Item`, `CancellationReasons`). */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** The connection ends without an answer: the caller's own time-out decides. */
export class NoAnswer extends Error {
  constructor() {
    super('The simulated service never answers this request.');
    this.name = 'NoAnswer';
  }
}
