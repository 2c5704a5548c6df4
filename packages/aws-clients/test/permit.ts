import { issuePermit, type Permit } from '../src/permit.ts';

/** A permit as the gate issues it. */
export function permitUntil(sendByMilliseconds: number, signal?: AbortSignal): Permit {
  return issuePermit({
    service: 'signaling',
    call: 'ec2:StopInstances',
    sequence: 7,
    sendByMilliseconds,
    signal: signal ?? new AbortController().signal,
  });
}
