import type { OutcomeName } from '@understudy/leases';

/** Every outcome has its code, so that a script can tell them apart (README: exit codes). */
export const OUTCOME_EXIT_CODES: Readonly<Record<OutcomeName, number>> = {
  completed: 0,
  'nothing-to-do': 0,
  joined: 0,
  failed: 1,
  refused: 2,
  held: 4,
  asked: 5,
  'put-back': 6,
  'needs-operator': 7,
};

/** `readiness`: all is ready; something is not; it could not be asked. */
export const READINESS_EXIT_CODES = { green: 0, red: 1, unknown: 3 } as const;

/** The command line itself is not valid (sysexits: EX_USAGE). */
export const EXIT_USAGE = 64;

/** Ended by Ctrl-C, as shells count it: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130;

/** Ended by SIGTERM. */
export const EXIT_TERMINATED = 143;
