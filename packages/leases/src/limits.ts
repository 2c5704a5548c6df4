/** Calls of a service that may still take effect at once. More means that nobody settles them. */
export const UNSETTLED_INTENTS_MAX = 16;

/** Joined triggers kept with their words; an alarm storm beyond is only counted (item size). */
export const JOINED_KEPT_MAX = 100;

/** Executions named on an incident. One that is held for days gains one at each look. */
export const INCIDENT_EXECUTIONS_KEPT_MAX = 50;

/** One timeline entry: 100 of them still fit in one page of a query (1 MB). */
export const TIMELINE_ENTRY_BYTES_MAX = 8 * 1024;

/** A decision with its evidence, on the head of an incident. */
export const DECISION_BYTES_MAX = 32 * 1024;

/** One sentence for a person. What is longer belongs into the evidence. */
export const SENTENCE_BYTES_MAX = 2 * 1024;

/** An intent: 16 of them and the rest of the lease stay far below an item's 400 KB. */
export const INTENT_BYTES_MAX = 4 * 1024;

/** One joined trigger with its order: 100 of them stay below an item's 400 KB. */
export const JOINED_TRIGGER_BYTES_MAX = 2 * 1024;

/** Incidents and their timelines are kept this long after they closed. */
export const INCIDENT_KEPT_DAYS = 400;

/** Tries of one operation against writers of the same items, before the caller tries again. */
export const CONTENTION_TRIES_MAX = 12;

/** Tries for a velocity slot: every service of a region may ask for one at the same moment. */
export const VELOCITY_TRIES_MAX = 100;

/** Services read at once by a listing: enough to be quick, too few to be throttled. */
export const LISTING_PARALLEL = 8;

/** What is noted of one step of a plan: 40 of them stay below an item's 400 KB. */
export const PLAN_STEP_BYTES_MAX = 8 * 1024;
