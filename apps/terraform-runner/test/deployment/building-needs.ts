import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { GrantedRequest } from '@understudy/fault-simulation';

import { REGION } from '../world/buckets.ts';
import { FUNCTION_ROLE, TASK_ROLE } from '../world/deployed-runner.ts';

const TERRAFORM = path.resolve(import.meta.dirname, '../../../../terraform');
const BLUEPRINT = 'blueprints/dr-region';

const ACCOUNT = '123456789012';
const arnOf = (service: string, rest: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

const CLUSTER = arnOf('eks', 'cluster/konecta-erp-dev-dr');
const NODES = arnOf('eks', 'nodegroup/konecta-erp-dev-dr/konecta-erp-dev-dr-workers/0a');
const ENTRY = arnOf('eks', 'access-entry/konecta-erp-dev-dr/role/123456789012/deployer/0a');
const BALANCER = arnOf('elasticloadbalancing', 'loadbalancer/app/konecta-erp-dev-dr-alb/0a');
const GROUP = arnOf('elasticloadbalancing', 'targetgroup/konecta-erp-dev-dr-alb-nodes/0a');
const LISTENER = arnOf('elasticloadbalancing', 'listener/app/konecta-erp-dev-dr-alb/0a/0b');
const SCALING = arnOf('autoscaling', 'autoScalingGroup:0a:autoScalingGroupName/eks-workers-0a');
const SOME_OF_EC2 = arnOf('ec2', 'some/one');

type Need = readonly [resource: string, ...actions: readonly string[]];

const CLUSTER_ROLE: Need = [roleArn('konecta-erp-dev-dr-cluster'), 'iam:PassRole'];
const NODE_ROLE: Need = [roleArn('konecta-erp-dev-dr-node'), 'iam:PassRole'];

/**
 * What the AWS provider asks of AWS for each type that the blueprint has: to build it, to look at it,
 * to change it in place, and to take it away where that is allowed (a cluster is never taken away).
 * Resources as the Service Authorization Reference has them for the action.
 */
export const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  aws_vpc: ec2(
    'CreateVpc',
    'CreateTags',
    'ModifyVpcAttribute',
    'Describe*',
    'DeleteTags',
    'DeleteVpc',
  ),
  aws_internet_gateway: ec2(
    'CreateInternetGateway',
    'AttachInternetGateway',
    'DetachInternetGateway',
    'DeleteInternetGateway',
  ),
  aws_subnet: ec2('CreateSubnet', 'ModifySubnetAttribute', 'DeleteSubnet'),
  aws_eip: ec2('AllocateAddress', 'DisassociateAddress', 'ReleaseAddress'),
  aws_nat_gateway: ec2('CreateNatGateway', 'DeleteNatGateway'),
  aws_route_table: ec2('CreateRouteTable', 'DeleteRouteTable'),
  aws_route: ec2('CreateRoute', 'ReplaceRoute', 'DeleteRoute'),
  aws_route_table_association: ec2('AssociateRouteTable', 'DisassociateRouteTable'),
  aws_security_group: ec2(
    'CreateSecurityGroup',
    'RevokeSecurityGroupEgress',
    'DeleteSecurityGroup',
  ),
  aws_vpc_security_group_ingress_rule: ec2(
    'AuthorizeSecurityGroupIngress',
    'ModifySecurityGroupRules',
    'RevokeSecurityGroupIngress',
  ),
  aws_vpc_security_group_egress_rule: ec2(
    'AuthorizeSecurityGroupEgress',
    'ModifySecurityGroupRules',
    'RevokeSecurityGroupEgress',
  ),
  aws_vpc_peering_connection: ec2(
    'CreateVpcPeeringConnection',
    'AcceptVpcPeeringConnection',
    'ModifyVpcPeeringConnectionOptions',
    'DeleteVpcPeeringConnection',
  ),
  aws_launch_template: ec2(
    'CreateLaunchTemplate',
    'CreateLaunchTemplateVersion',
    'ModifyLaunchTemplate',
    'DeleteLaunchTemplate',
  ),
  aws_eks_cluster: [
    eks(CLUSTER, 'CreateCluster', 'TagResource', 'DescribeCluster', 'UpdateClusterConfig'),
    eks(CLUSTER, 'UpdateClusterVersion', 'UntagResource'),
    CLUSTER_ROLE,
  ],
  aws_eks_node_group: [
    eks(CLUSTER, 'CreateNodegroup'),
    eks(NODES, 'TagResource', 'UpdateNodegroupConfig', 'UpdateNodegroupVersion', 'DeleteNodegroup'),
    // EKS asks for whoever makes a group with a launch template.
    ...ec2('RunInstances', 'CreateTags'),
    NODE_ROLE,
  ],
  aws_eks_access_entry: [
    eks(CLUSTER, 'CreateAccessEntry'),
    eks(ENTRY, 'TagResource', 'UpdateAccessEntry', 'DeleteAccessEntry'),
  ],
  aws_eks_access_policy_association: [
    eks(ENTRY, 'AssociateAccessPolicy', 'ListAssociatedAccessPolicies', 'DisassociateAccessPolicy'),
  ],
  aws_lb: [
    elb(BALANCER, 'CreateLoadBalancer', 'AddTags', 'DescribeLoadBalancers', 'RemoveTags'),
    elb(BALANCER, 'ModifyLoadBalancerAttributes', 'SetSecurityGroups', 'SetSubnets'),
    elb(BALANCER, 'DeleteLoadBalancer'),
  ],
  aws_lb_target_group: [
    elb(GROUP, 'CreateTargetGroup', 'AddTags', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes'),
    elb(GROUP, 'DeleteTargetGroup'),
  ],
  aws_lb_listener: [
    elb(BALANCER, 'CreateListener'),
    elb(LISTENER, 'AddTags', 'ModifyListener', 'DeleteListener'),
  ],
  aws_autoscaling_attachment: [
    [
      SCALING,
      'autoscaling:AttachLoadBalancerTargetGroups',
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DetachLoadBalancerTargetGroups',
    ],
  ],
  // Built into Terraform.
  terraform_data: [],
};

function ec2(...actions: readonly string[]): readonly Need[] {
  return [[SOME_OF_EC2, ...actions.map((action) => `ec2:${action.replace('*', 'Vpcs')}`)]];
}

function eks(resource: string, ...actions: readonly string[]): Need {
  return [resource, ...actions.map((action) => `eks:${action}`)];
}

function elb(resource: string, ...actions: readonly string[]): Need {
  return [resource, ...actions.map((action) => `elasticloadbalancing:${action}`)];
}

/** What Terraform asks for with the role of either door, in the region that is built. */
export function buildingRequests(): readonly GrantedRequest[] {
  return Object.values(NEEDS)
    .flat()
    .flatMap(([resource, ...actions]) => actions.flatMap((action) => requests(action, resource)));
}

function requests(action: string, resource: string): readonly GrantedRequest[] {
  const conditionKeys = {
    'aws:RequestedRegion': REGION,
    'aws:ResourceTag/understudy:plan': 'konecta-erp',
    'iam:PassedToService': 'eks.amazonaws.com',
  };
  return [FUNCTION_ROLE, TASK_ROLE].map(({ name: roleName }) => ({
    roleName,
    action,
    resource,
    conditionKeys,
  }));
}

/** What nobody with this role may do, whatever a blueprint says. */
export function forbiddenRequests(): readonly (GrantedRequest & { readonly sentence: string })[] {
  const changed = (action: string, resource: string, key: string, value: string) =>
    requests(action, resource).map(({ conditionKeys, ...request }) => ({
      ...request,
      conditionKeys: { ...conditionKeys, [key]: value },
    }));
  const rows: readonly (readonly [sentence: string, requests: readonly GrantedRequest[]])[] = [
    [
      'a look at another region',
      changed('ec2:DescribeVpcs', '*', 'aws:RequestedRegion', 'us-east-1'),
    ],
    [
      'a network in another region',
      changed('ec2:CreateVpc', '*', 'aws:RequestedRegion', 'us-east-1'),
    ],
    [
      'taking away what no plan made',
      changed('ec2:DeleteVpc', SOME_OF_EC2, 'aws:ResourceTag/understudy:plan', 'payroll'),
    ],
    [
      'handing a role to another service',
      changed(
        'iam:PassRole',
        roleArn('konecta-erp-dev-dr-node'),
        'iam:PassedToService',
        'lambda.amazonaws.com',
      ),
    ],
  ];
  return rows.flatMap(([sentence, all]) => all.map((request) => ({ ...request, sentence })));
}

/** The types of the blueprint's files and of the modules that it uses. */
export function typesOfBlueprint(): readonly string[] {
  const folders = [BLUEPRINT];
  const types = new Set<string>();
  for (const folder of folders) {
    const text = readdirSync(path.join(TERRAFORM, folder))
      .filter((name) => name.endsWith('.tf'))
      .map((name) => readFileSync(path.join(TERRAFORM, folder, name), 'utf8'))
      .join('\n');
    for (const [, type = ''] of text.matchAll(/^resource "(\w+)"/gm)) types.add(type);
    for (const [, source = ''] of text.matchAll(/^\s*source\s*=\s*"(\.\.?\/[^"]+)"/gm)) {
      const module = path.posix.join(folder, source);
      if (!folders.includes(module)) folders.push(module);
    }
  }
  return [...types].toSorted();
}
