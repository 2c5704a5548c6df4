import { deployTable, ignoreResource } from './data-resources.ts';
import { deployCluster, deployTaskDefinition } from './container-resources.ts';
import { deployAlarm, deployRule, deploySchedule } from './event-resources.ts';
import { deployPolicy, deployRole } from './iam-resources.ts';
import {
  deployAlias,
  deployEventInvokeConfig,
  deployFunction,
  deployPermission,
  deployVersion,
} from './lambda-resources.ts';
import {
  deployQueue,
  deployQueuePolicy,
  deploySubscription,
  deployTopic,
  deployTopicPolicy,
} from './messaging-resources.ts';
import type { DeployResource } from './resource-context.ts';
import { unknownResourceType } from './template-errors.ts';

const DEPLOYED: Readonly<Record<string, DeployResource>> = {
  'AWS::CloudWatch::Alarm': deployAlarm,
  'AWS::DynamoDB::Table': deployTable,
  'AWS::ECS::Cluster': deployCluster,
  'AWS::ECS::TaskDefinition': deployTaskDefinition,
  'AWS::Events::Rule': deployRule,
  'AWS::IAM::Policy': deployPolicy,
  'AWS::IAM::Role': deployRole,
  'AWS::Lambda::Alias': deployAlias,
  'AWS::Lambda::EventInvokeConfig': deployEventInvokeConfig,
  'AWS::Lambda::Function': deployFunction,
  'AWS::Lambda::Permission': deployPermission,
  'AWS::Lambda::Version': deployVersion,
  'AWS::SNS::Subscription': deploySubscription,
  'AWS::SNS::Topic': deployTopic,
  'AWS::SNS::TopicPolicy': deployTopicPolicy,
  'AWS::SQS::Queue': deployQueue,
  'AWS::SQS::QueuePolicy': deployQueuePolicy,
  'AWS::Scheduler::Schedule': deploySchedule,
};

/** Ignored on purpose: nothing that runs in the simulator depends on them. */
const IGNORED: readonly string[] = [
  // The deployment's own bucket, and what a function's output is kept in.
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::Logs::LogGroup',
  // For people to look at.
  'AWS::CloudWatch::Dashboard',
];

export function handlerOf(type: string, logicalId: string): DeployResource {
  const handler = DEPLOYED[type] ?? (IGNORED.includes(type) ? ignoreResource : undefined);
  if (handler) return handler;
  throw unknownResourceType(type, logicalId);
}
