/** What may happen to the primary, each with what it looks like from outside. */
export const DEMO_FAULTS = {
  hang: 'the machine is dead while EC2 says running: the alarm has to notice',
  crash: 'the machine goes down by itself: EC2 says stopped',
  terminate: 'somebody terminates it',
  'app-dead': 'the application refuses connections, the machine is fine',
  'app-error': 'the application answers with an error, the machine is fine',
  'system-impaired': 'the host fails: both status checks, no answers',
} as const;

export type DemoFault = keyof typeof DEMO_FAULTS;

export function isDemoFault(text: string): text is DemoFault {
  return Object.hasOwn(DEMO_FAULTS, text);
}
