import type { KonectaRegion } from '@understudy/fault-simulation';

import type { STORIES } from './region-stories.ts';

export type StoryName = keyof typeof STORIES;

const ALARM: StoryName =
  'an alarm of the primary region reaches the entry, which starts one recovery';
const LOOKS: StoryName = 'both observers look each minute, and keep their logs';

const READINESS: StoryName = 'readiness is looked at each quarter of an hour, and recorded';

/** The document's variables: the stage file says the same, so they are needed only without one. */
export const DOCUMENTS_VARIABLES =
  /^env \w+ (?:DR_REGION|PRIMARY_REGION|RDS_REPLICA_ID|EKS_CLUSTER_NAME|APP_NAMESPACE|APP_SERVICE_NAME)$/;

/** The story that the document's variables alone must carry. */
export const WITHOUT_STAGE_FILE: StoryName = 'an order starts one recovery, and observers look';

/** Which story notices that a trigger or a variable is gone: the first pattern that fits. */
const NOTICED_BY: readonly (readonly [RegExp, StoryName])[] = [
  [/^(?:env|wiring) Readiness/, READINESS],
  [DOCUMENTS_VARIABLES, WITHOUT_STAGE_FILE],
  [/^wiring DrDashfailoverLambdaEvConf/, 'a delivery that fails for good is kept'],
  [
    /^wiring RegionDashobserverLambdaEvConf/,
    'a look that fails is not repeated: the next minute looks again',
  ],
  [/^wiring DrFailover/, ALARM],
  [/^wiring RegionDashobserver/, LOOKS],
  [/^env (?:DrDashfailover|DrDashorchestrator)LambdaFunction /, ALARM],
  [/^env RegionDashobserverLambdaFunction /, LOOKS],
];

export function noticedBy(part: string): StoryName {
  const found = NOTICED_BY.find(([pattern]) => pattern.test(part))?.[1];
  if (found) return found;
  throw new TypeError(`expected a story that notices "${part}" in part-table.ts, found none`);
}

const TABLE = 'dynamodb:us-east-1:table/understudy-dev';
const BUCKET = 's3:::konecta-erp-dev-dr-eu-west-1/*';
const JOURNAL = 'lambda:function:understudy-dev-dr-orchestrator:*/durable-execution/*/*';
const PINNED = "only for a plan that pins its blueprint's version: the example pins none";
const OTHER_STORY = 'asked in a course of events that none of these stories takes';
const OBSERVED = 'asked where no observer has looked: in these stories one always has';
const LISTED = 'asked for what a plan names to be looked at: the example names nothing';
const LONG = 'for a request longer than 8,192 characters: the example’s is a tenth of that';
const UNASKED = 'AWS asks for it, the simulator does not';

/** Parts that nothing in these stories notices, each with the reason that it stays. */
export const NOTICED_BY_NOTHING: Readonly<
  Partial<Record<KonectaRegion, Readonly<Record<string, string>>>>
> = {
  recovery: {
    'wiring RegionDashobserverLambdaEvConf':
      'the observer answers also when it cannot look: it has nothing to repeat',
    'env DrDashfailoverLambdaFunction UNDERSTUDY_NOTIFICATION_TOPIC':
      'the entry tells nobody itself; its settings are those of the orchestrator',
    'env DrDashorchestratorLambdaFunction UNDERSTUDY_NOTIFICATION_TOPIC': OTHER_STORY,
    'env RegionDashobserverLambdaFunction UNDERSTUDY_NOTIFICATION_TOPIC': OTHER_STORY,
    'DrFailoverRole may rds:DescribeEvents on *': OBSERVED,
    'DrFailoverRole may cloudwatch:DescribeAlarms on cloudwatch:us-east-1:alarm:*': OBSERVED,
    'DrFailoverRole may eks:DescribeCluster on eks:eu-west-1:cluster/konecta-erp-dev-dr':
      OTHER_STORY,
    [`DrFailoverRole may s3:GetObjectVersion on ${BUCKET}`]: PINNED,
    [`DrOrchestratorRole may s3:GetObjectVersion on ${BUCKET}`]: PINNED,
    [`DrOrchestratorRole may lambda:GetDurableExecutionState on ${JOURNAL}`]:
      'Lambda pages the journal of a long execution, the simulator hands it over whole',
    'DrOrchestratorRole may ecs:StopTask on ecs:task/understudy-dev/*':
      'asked of a task that lives and cannot be heard (terraform-task.integration.test.ts)',
    'DrOrchestratorRole may s3:PutObject on s3:::konecta-erp-dev-dr-eu-west-1/understudy/requests/*':
      LONG,
    'DrOrchestratorRole may s3:DeleteObject on s3:::konecta-erp-dev-dr-eu-west-1/understudy/requests/*':
      LONG,
    [`DrOrchestratorRole may dynamodb:PutItem on ${TABLE}`]: OTHER_STORY,
    [`DrOrchestratorRole may dynamodb:ConditionCheckItem on ${TABLE}`]: OTHER_STORY,
    'DrOrchestratorRole may rds:RebootDBInstance on rds:us-east-1:db:konecta-erp-dev': OTHER_STORY,
    [`RegionObserverRole may dynamodb:UpdateItem on ${TABLE}`]: OTHER_STORY,
    'RegionObserverRole may rds:AddTagsToResource on rds:us-east-1:snapshot:konecta-erp-dev-returned-*':
      UNASKED,
    'RegionObserverRole may sns:Publish on sns:understudy-dev-notifications': OTHER_STORY,
    'wiring ReadinessLambdaEvConf': 'a look that fails and is repeated only looks again',
    'ReadinessRole may acm:DescribeCertificate on acm:eu-west-1:certificate/*': LISTED,
    'ReadinessRole may ec2:DescribeSubnets on *': LISTED,
    'ReadinessRole may ecr:DescribeImages on ecr:eu-west-1:repository/*': LISTED,
    'ReadinessRole may eks:DescribeAccessEntry also on eks:eu-west-1:access-entry/konecta-erp-dev-dr/*':
      LISTED,
    'ReadinessRole may eks:DescribeAccessEntry also on eks:us-east-1:access-entry/konecta-erp-dev/*':
      LISTED,
    'ReadinessRole may eks:DescribeAccessEntry on eks:eu-west-1:access-entry/konecta-erp-dev-dr/* + eks:us-east-1:access-entry/konecta-erp-dev/*':
      LISTED,
    'ReadinessRole may eks:DescribeCluster also on eks:us-east-1:cluster/konecta-erp-dev':
      OTHER_STORY,
    'ReadinessRole may elasticloadbalancing:DescribeLoadBalancers on *': LISTED,
    'ReadinessRole may kms:DescribeKey on kms:eu-west-1:key/*': LISTED,
    'ReadinessRole may kms:ListGrants on kms:eu-west-1:key/*': LISTED,
    'ReadinessRole may rds:DescribeEvents on *': OTHER_STORY,
    'ReadinessRole may route53:ListResourceRecordSets on route53:::hostedzone/*': LISTED,
    'ReadinessRole may s3:GetObjectVersion on s3:::konecta-erp-dev-dr-eu-west-1/*': PINNED,
    'ReadinessRole may secretsmanager:DescribeSecret on secretsmanager:eu-west-1:secret:*': LISTED,
    'ReadinessRole may servicequotas:GetServiceQuota on *': LISTED,
  },
  witness: {
    'env RegionDashobserverLambdaFunction UNDERSTUDY_NOTIFICATION_TOPIC':
      'a witness tells nobody: what it sees is told by the observer',
  },
};
