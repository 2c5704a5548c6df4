export type { AlarmCondition, AlarmState } from './alarm.ts';
export { createCloudWatch } from './cloudwatch.ts';
export type { CloudWatch, CloudWatchOptions } from './cloudwatch.ts';
export type { Publish } from './enter-condition.ts';
export type { Metric, MetricSource } from './metric-source.ts';
