import { TerminalError } from '@understudy/errors';

/** A service that the table does not know. */
export function serviceUnknown(found: string, known: readonly string[]): TerminalError {
  const names = known.length > 0 ? known.join(', ') : 'none is known yet';
  return new TerminalError(
    'Refused',
    `Expected one of the services (${names}), found ${found}. Next: understudy status`,
  );
}
