/**
 * How long a record speaks for its call without being renewed. With the five minutes that a signed
 * request can live, a dead call's lock is free after less than seven.
 */
export const LOCK_TURN_MS = 105_000;

/** Between two renewals. */
export const LOCK_RENEWAL_MS = 20_000;

/** Before the turn's end, the child is asked to stop: it must have ended when the turn has. */
export const LOCK_TURN_MARGIN_MS = 5_000;

/** How long a call waits for somebody else's lock before it answers: plans and small applies end. */
export const LOCK_PATIENCE_MS = 60_000;

/** Between two looks at a lock that is waited for. */
export const LOCK_LOOK_AGAIN_MS = 2_000;

/** Looks for our own lock, once Terraform has said something under it. It is there: one is enough. */
export const OWN_LOCK_LOOKS_MAX = 5;

/** Between these. */
export const OWN_LOCK_LOOK_AGAIN_MS = 200;
