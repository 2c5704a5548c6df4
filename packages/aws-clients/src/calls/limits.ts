/** A connection that a healthy endpoint has not accepted by then is worth a new one. */
export const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * The longest wait for the head of an answer, connecting included. It is far above the worst that
 * these control planes show in peace and fits inside a permit's send-by and a step's time.
 */
export const REQUEST_TIMEOUT_MS = 5_000;

/** Tries of a read: three outlast a lost packet and a short throttle, and end within a step. */
export const READ_ATTEMPTS = 3;

/** A change is sent once: a retry is a new intent, written down before it is sent (rule 2). */
export const CHANGE_ATTEMPTS = 1;

/** Ids in one question: below the 200 values that an EC2 filter takes, CloudWatch's own limit. */
export const IDS_PER_CALL = 100;

/** Pages of one question. 100 pages of 100 are 10,000 answers: more is a question asked wrongly. */
export const PAGES_MAX = 100;
