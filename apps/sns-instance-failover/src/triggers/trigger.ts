import type { AlarmChange } from '@understudy/lambda-middleware';

/** Why a service is looked at. */
export type Trigger =
  | AlarmTrigger
  | {
      readonly kind: 'instance-state';
      readonly instanceId: string;
      readonly state: string;
      readonly atMilliseconds: number;
      readonly messageId: string;
    }
  /** The reconciler saw something that is not as it should be. */
  | { readonly kind: 'deviation'; readonly deviation: string; readonly atMilliseconds: number }
  /** A person or a program asks for a look, judged like an alarm. */
  | { readonly kind: 'request'; readonly atMilliseconds: number; readonly messageId: string }
  | OrderTrigger;

export interface AlarmTrigger extends AlarmChange {
  readonly kind: 'alarm';
}

export type OrderKind = 'run' | 'switchover' | 'failback' | 'accept' | 'approve';

/** A person's order. It carries what the person believed: a repeated order is refused. */
export interface OrderTrigger {
  readonly kind: 'order';
  readonly order: OrderKind;
  readonly by: string;
  readonly reason: string;
  readonly expectedActive: 'primary' | 'backup';
  readonly expectedEpoch: number;
  /** Overrides what only advises: a healthy active member, arming. Needs a reason. */
  readonly force: boolean;
  /** Of `approve`: the question that it answers. */
  readonly approvalId?: string;
  readonly atMilliseconds: number;
  readonly messageId: string;
}

/** What came, in one sentence. */
export function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'alarm':
      return `alarm ${trigger.alarmName} went to ${trigger.state}`;
    case 'instance-state':
      return `instance ${trigger.instanceId} is ${trigger.state}`;
    case 'deviation':
      return `the reconciler saw: ${trigger.deviation}`;
    case 'request':
      return 'a look was asked for';
    case 'order':
      return `${trigger.by} ordered ${trigger.order}${trigger.force ? ' by force' : ''}: ${trigger.reason}`;
  }
}
