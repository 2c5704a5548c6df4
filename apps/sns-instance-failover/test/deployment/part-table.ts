import type { CHECKS } from './part-checks.ts';

export type CheckName = keyof typeof CHECKS;

const JOURNAL = 'lambda:function:understudy-prod-instance-failover:*/durable-execution/*/*';
const ALIAS = 'lambda:function:understudy-prod-instance-failover:durable';
const TABLE = 'dynamodb:table/understudy-prod';
const TAG = 'only if aws:ResourceTag/understudy:managed';
const NAMED_GROUPS = 'elasticloadbalancing:targetgroup/prod-*-tg/*';
const OTHER_GROUPS = 'elasticloadbalancing:targetgroup/*/*';
const ADDRESS = 'ec2:elastic-ip/* + ec2:instance/*';
const ZONES = 'route53:::hostedzone/*';
const GROUP_CHANGES =
  'elasticloadbalancing:RegisterTargets, elasticloadbalancing:DeregisterTargets';

/** Which check notices that a part is gone. A part that is in no list fails the test. */
export const NOTICED_BY: Readonly<Record<CheckName, readonly string[]>> = {
  'an alarm that SNS alone delivers is routed, and the router keeps its log': [
    'wiring AlarmDashrouterSnsSubscriptionJupiterfailovertopic',
    'wiring AlarmDashrouterLambdaPermissionJupiterfailovertopicSNS',
    'env AlarmDashrouterLambdaFunction UNDERSTUDY_STAGE',
    'env AlarmDashrouterLambdaFunction UNDERSTUDY_TABLE',
    'env AlarmDashrouterLambdaFunction UNDERSTUDY_TOPICS',
    'env AlarmDashrouterLambdaFunction UNDERSTUDY_FAILOVER_FUNCTION',
    ...logs('AlarmRouterRole', 'alarm-router'),
    'AlarmRouterRole may ec2:DescribeInstances on *',
    `AlarmRouterRole may lambda:InvokeFunction on ${ALIAS}`,
  ],
  'an alarm that EventBridge alone delivers is routed': [
    'wiring Understudyprodalarmrouterrule2EventBridgeRule',
    'wiring AlarmDashrouterEventBridgeLambdaPermission2',
  ],
  'a stopped instance is noticed without an alarm': [
    'wiring Understudyprodalarmrouterrule3EventBridgeRule',
    'wiring AlarmDashrouterEventBridgeLambdaPermission3',
  ],
  'a refused message is kept': [
    'env AlarmDashrouterLambdaFunction UNDERSTUDY_REFUSED_QUEUE_URL',
    'AlarmRouterRole may sqs:SendMessage on sqs:understudy-prod-refused + sqs:understudy-prod-dead-letters',
    'AlarmRouterRole may sqs:SendMessage also on sqs:understudy-prod-refused',
  ],
  'a delivery that fails for good is kept': [
    'wiring AlarmDashrouterLambdaEvConf',
    'AlarmRouterRole may sqs:SendMessage also on sqs:understudy-prod-dead-letters',
  ],
  'a sweep that fails is not repeated: the next minute looks again': [
    'wiring ReconcilerLambdaEvConf',
  ],
  'the reconciler alone adopts a new pair, and keeps its log': [
    'wiring ReconcilerEventsRuleSchedule1',
    'wiring ReconcilerLambdaPermissionEventsRuleSchedule1',
    'env ReconcilerLambdaFunction UNDERSTUDY_STAGE',
    'env ReconcilerLambdaFunction UNDERSTUDY_TABLE',
    'env ReconcilerLambdaFunction UNDERSTUDY_FAILOVER_FUNCTION',
    'env InstanceDashfailoverLambdaFunction UNDERSTUDY_STAGE',
    'env InstanceDashfailoverLambdaFunction UNDERSTUDY_TABLE',
    'env InstanceDashfailoverLambdaFunction UNDERSTUDY_NOTIFICATION_TOPIC',
    ...logs('ReconcilerRole', 'reconciler'),
    'ReconcilerRole may ec2:DescribeInstances on *',
    'ReconcilerRole may ec2:DescribeInstanceStatus on *',
    'ReconcilerRole may elasticloadbalancing:DescribeTargetGroups on *',
    'ReconcilerRole may elasticloadbalancing:DescribeTargetHealth on *',
    `ReconcilerRole may dynamodb:Query on ${TABLE}`,
    `ReconcilerRole may lambda:InvokeFunction on ${ALIAS}`,
    `InstanceFailoverRole may lambda:CheckpointDurableExecution on ${JOURNAL}`,
    `InstanceFailoverRole may dynamodb:Query on ${TABLE}`,
    `InstanceFailoverRole may dynamodb:PutItem on ${TABLE}`,
    `InstanceFailoverRole may dynamodb:UpdateItem on ${TABLE}`,
    'InstanceFailoverRole may ec2:DescribeInstances on *',
    'InstanceFailoverRole may elasticloadbalancing:DescribeTargetGroups on *',
    'InstanceFailoverRole may elasticloadbalancing:DescribeTargetHealth on *',
  ],
  'an open incident is told of, and looked at again': [
    `ReconcilerRole may dynamodb:GetItem on ${TABLE}`,
    `InstanceFailoverRole may dynamodb:GetItem on ${TABLE}`,
    'InstanceFailoverRole may sns:Publish on sns:understudy-prod-notifications',
  ],
  'router and failover are warm when an alarm comes after a silence': [
    'wiring AlarmDashrouterEventsRuleSchedule1',
    'wiring AlarmDashrouterLambdaPermissionEventsRuleSchedule1',
  ],
  'a run whose invocations only die is stopped by the reconciler': [
    `ReconcilerRole may lambda:StopDurableExecution on ${JOURNAL}`,
  ],
  'a run that died is taken up by the reconciler alone': [
    `ReconcilerRole may lambda:GetDurableExecution on ${JOURNAL}`,
    `InstanceFailoverRole may lambda:GetDurableExecution on ${JOURNAL}`,
  ],
  'a journal of many pages is read to its end': [
    `InstanceFailoverRole may lambda:GetDurableExecutionState on ${JOURNAL}`,
  ],
  'a hanging primary is replaced in every layer': [
    ...logs('InstanceFailoverRole', 'instance-failover'),
    'InstanceFailoverRole may ec2:DescribeInstanceStatus on *',
    'InstanceFailoverRole may ec2:StartInstances on ec2:instance/*',
    'InstanceFailoverRole may ec2:StopInstances on ec2:instance/*',
    'InstanceFailoverRole may kms:CreateGrant on kms:key/*',
    `InstanceFailoverRole may elasticloadbalancing:RegisterTargets on ${NAMED_GROUPS}`,
    `InstanceFailoverRole may elasticloadbalancing:DeregisterTargets on ${NAMED_GROUPS}`,
    `InstanceFailoverRole may elasticloadbalancing:RegisterTargets on ${OTHER_GROUPS}`,
    `InstanceFailoverRole may elasticloadbalancing:DeregisterTargets on ${OTHER_GROUPS}`,
    `InstanceFailoverRole may ec2:AssociateAddress on ${ADDRESS}`,
    'InstanceFailoverRole may ec2:AssociateAddress also on ec2:elastic-ip/*',
    'InstanceFailoverRole may ec2:AssociateAddress also on ec2:instance/*',
    'InstanceFailoverRole may ec2:ReplaceRoute on ec2:route-table/*',
    `InstanceFailoverRole may route53:ChangeResourceRecordSets on ${ZONES}`,
    `InstanceFailoverRole may dynamodb:ConditionCheckItem on ${TABLE}`,
  ],
  'a primary that cannot be stopped is isolated': [
    'InstanceFailoverRole may ec2:ModifyInstanceAttribute on ec2:instance/*',
    'InstanceFailoverRole may ec2:ModifyInstanceAttribute on ec2:security-group/*',
  ],
  'a rehearsal verifies all that it looks at': [
    'InstanceFailoverRole may ec2:DescribeVolumes on *',
    'InstanceFailoverRole may ec2:DescribeAddresses on *',
    'InstanceFailoverRole may ec2:DescribeRouteTables on *',
    'InstanceFailoverRole may cloudwatch:DescribeAlarms on cloudwatch:alarm:*',
    `InstanceFailoverRole may route53:ListResourceRecordSets on ${ZONES}`,
  ],
  'what does not carry the tag, and what we never do, is refused': [
    `InstanceFailoverRole may ec2:StartInstances, ec2:StopInstances, ec2:ModifyInstanceAttribute on ec2:instance/* ${TAG}`,
    `InstanceFailoverRole may ${GROUP_CHANGES} on ${OTHER_GROUPS} ${TAG}`,
    `InstanceFailoverRole may ec2:AssociateAddress on ${ADDRESS} ${TAG}`,
    `InstanceFailoverRole may ec2:ReplaceRoute on ec2:route-table/* ${TAG}`,
    'InstanceFailoverRole may kms:CreateGrant on kms:key/* only if kms:GrantIsForAWSResource',
    'InstanceFailoverRole may kms:CreateGrant on kms:key/* only if kms:ViaService',
    `InstanceFailoverRole may route53:ChangeResourceRecordSets on ${ZONES} only if route53:ChangeResourceRecordSetsActions`,
    `InstanceFailoverRole may route53:ChangeResourceRecordSets on ${ZONES} only if route53:ChangeResourceRecordSetsRecordTypes`,
  ],
};

function logs(role: string, functionName: string): readonly string[] {
  const group = `logs:log-group:/aws/lambda/understudy-prod-${functionName}:*`;
  return [
    `${role} may logs:CreateLogStream on ${group}`,
    `${role} may logs:PutLogEvents on ${group}`,
  ];
}
