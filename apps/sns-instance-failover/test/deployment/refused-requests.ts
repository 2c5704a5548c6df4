import { deployed, type Deployed } from './deployed-scenes.ts';

const EC2 = 'arn:aws:ec2:us-east-1:123456789012';
const ROLE = {
  kind: 'role',
  roleName: 'understudy-prod-instance-failover-us-east-1',
  session: 'a test',
} as const;

type Request = readonly [
  sentence: string,
  action: string,
  resource: string,
  conditionKeys?: Readonly<Record<string, string>>,
];

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/0b5a';
const ZONE = 'arn:aws:route53:::hostedzone/Z0123456789ABCDEF';
const GRANT = {
  'kms:GrantIsForAWSResource': 'true',
  'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
};
const CHANGE = {
  'route53:ChangeResourceRecordSetsActions': 'UPSERT',
  'route53:ChangeResourceRecordSetsRecordTypes': 'A',
};

/** What IAM refuses to the function that changes things, whatever its code asks for. */
const REFUSED: readonly Request[] = [
  ['starting an instance without the tag', 'ec2:StartInstances', `${EC2}:instance/i-1`],
  ['stopping an instance without the tag', 'ec2:StopInstances', `${EC2}:instance/i-1`],
  ['isolating one without the tag', 'ec2:ModifyInstanceAttribute', `${EC2}:instance/i-1`],
  ['taking an address without the tag', 'ec2:AssociateAddress', `${EC2}:elastic-ip/eipalloc-1`],
  ['giving an address to any instance', 'ec2:AssociateAddress', `${EC2}:instance/i-1`],
  ['changing any route table', 'ec2:ReplaceRoute', `${EC2}:route-table/rtb-1`],
  [
    'registering in a group of another name without the tag',
    'elasticloadbalancing:RegisterTargets',
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/0123',
  ],
  [
    'deleting a record',
    'route53:ChangeResourceRecordSets',
    ZONE,
    { ...CHANGE, 'route53:ChangeResourceRecordSetsActions': 'DELETE' },
  ],
  [
    'delegating a zone',
    'route53:ChangeResourceRecordSets',
    ZONE,
    { ...CHANGE, 'route53:ChangeResourceRecordSetsRecordTypes': 'NS' },
  ],
  [
    'granting a key to anybody',
    'kms:CreateGrant',
    KMS_KEY,
    { ...GRANT, 'kms:GrantIsForAWSResource': 'false' },
  ],
  [
    'granting a key to another service',
    'kms:CreateGrant',
    KMS_KEY,
    { ...GRANT, 'kms:ViaService': 'rds.us-east-1.amazonaws.com' },
  ],
];

/** The requests of the list that the deployed role would be allowed. */
export async function checkRequests(stack: Deployed): Promise<readonly string[]> {
  const at = await deployed(stack);
  return REFUSED.filter(
    ([, action, resource, conditionKeys = {}]) =>
      at.aws.world.authorizer(ROLE, { action, resource, conditionKeys }) === undefined,
  ).map(([sentence]) => `${sentence} is refused`);
}
