export { createElbv2 } from './elbv2.ts';
export type { Elbv2, Elbv2Options, ListenerOptions } from './elbv2.ts';
export { suffixOf } from './balancer-store.ts';
export type { LoadBalancerRecord, ListenerRecord } from './balancer-store.ts';
export type { TargetGroupOptions, TargetGroupRecord, TargetState } from './target-group.ts';
