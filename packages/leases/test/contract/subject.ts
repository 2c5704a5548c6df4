import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type {
  CloseRequest,
  Hold,
  Intent,
  LeaseKey,
  LeaseStore,
  OpenRequest,
  OpenResult,
  Owner,
  OwnerProof,
  ServiceRecord,
  ServiceState,
} from '../../src/index.ts';

/** A table to be tested, and how to reach it. */
export interface Subject {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly store: LeaseStore;
}

export const KEY: LeaseKey = 'service#signaling';
export const NOW = 1_700_000_000_000;

export function execution(name: string): Owner {
  return {
    kind: 'execution',
    executionArn: `arn:aws:lambda:us-east-1:123456789012:function:instance-failover:1/durable-execution/${name}`,
  };
}

export function opening(name: string, change: Partial<OpenRequest> = {}): OpenRequest {
  return {
    key: KEY,
    owner: execution(name),
    turnDeadlineMilliseconds: NOW + 60_000,
    incidentId: `incident-${name}`,
    trigger: { what: `alarm of ${name}`, execution: name },
    nowMilliseconds: NOW,
    ...change,
  };
}

export function stopping(change: Partial<Intent> = {}): Omit<Intent, 'sequence'> {
  return {
    phase: 'fence',
    call: 'ec2:StopInstances',
    on: ['i-0primary'],
    from: 'running',
    to: 'stopped',
    sendByMilliseconds: NOW + 10_000,
    ...change,
  };
}

export function closing(incidentId: string, change: Partial<CloseRequest> = {}): CloseRequest {
  return {
    incidentId,
    outcome: { name: 'completed', reason: 'done', sentence: 'signaling runs on its backup.' },
    keepOpen: false,
    joinsSeen: 0,
    settled: [],
    nowMilliseconds: NOW + 30_000,
    ...change,
  };
}

export const FIRST_STATE: ServiceState = {
  active: 'primary',
  epoch: 1,
  lastChangeAtMilliseconds: NOW,
  joined: [],
  members: { primary: { instanceId: 'i-0primary' }, backup: { instanceId: 'i-0backup' } },
};

export const MOVED_STATE: ServiceState = {
  ...FIRST_STATE,
  active: 'backup',
  coolDownUntilMilliseconds: NOW + 600_000,
};

export function proofOf({ lease }: ServiceRecord): OwnerProof {
  const judged = { term: lease.term, turn: lease.turn, lastSequence: lease.lastSequence };
  return { judged, by: 'terminal', status: 'FAILED' };
}

export type Held = Extract<OpenResult, { readonly hold: Hold }>;

export async function hold(
  store: LeaseStore,
  name: string,
  change: Partial<OpenRequest> = {},
): Promise<Held> {
  const opened = await store.open(opening(name, change));
  if (opened.result === 'opened' || opened.result === 'resumed') return opened;
  throw new TypeError(`expected ${name} to hold the lease, found ${opened.result}`);
}

/** What an attempt came to: its value, or the code of its error. */
export async function outcomeOf<T>(attempt: Promise<T>): Promise<T | string> {
  try {
    return await attempt;
  } catch (thrown) {
    return thrown instanceof Error ? String(Reflect.get(thrown, 'code')) : String(thrown);
  }
}
