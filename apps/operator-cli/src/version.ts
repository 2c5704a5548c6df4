/** Of the command, and so of the workflow that it hosts: a journal of another one is refused. */
export const VERSION = '0.1.0';
