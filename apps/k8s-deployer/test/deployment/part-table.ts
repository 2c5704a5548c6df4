import type { STORIES } from './deployer-stories.ts';

export type StoryName = keyof typeof STORIES;

const BUNDLE = 's3:::konecta-erp-dev-dr-eu-west-1/manifests.zip';
const OLD_CLUSTER = 'eks:us-east-1:cluster/konecta-erp-dev';
const NEW_CLUSTER = 'eks:eu-west-1:cluster/konecta-erp-dev-dr';
const LOG = 'logs:log-group:/aws/lambda/understudy-dev-k8s-deployer:*';

/** Which story notices that a part is gone. A part that is in no list fails the test. */
export const NOTICED_BY: Readonly<Record<StoryName, readonly string[]>> = {
  'the cluster that is deployed to knows the deployer, whose log is kept': [
    'env K8sDashdeployerLambdaFunction UNDERSTUDY_CLUSTER_KINDS',
    `K8sDeployerRole may logs:CreateLogStream on ${LOG}`,
    `K8sDeployerRole may logs:PutLogEvents on ${LOG}`,
    `K8sDeployerRole may eks:DescribeCluster on ${OLD_CLUSTER} + ${NEW_CLUSTER}`,
    `K8sDeployerRole may eks:DescribeCluster also on ${NEW_CLUSTER}`,
  ],
  'the cluster that is fenced knows the deployer': [
    `K8sDeployerRole may eks:DescribeCluster also on ${OLD_CLUSTER}`,
  ],
  'a bundle is rehearsed by its version': [`K8sDeployerRole may s3:GetObjectVersion on ${BUNDLE}`],
  'a bundle is rehearsed by its checksum': [`K8sDeployerRole may s3:GetObject on ${BUNDLE}`],
  'a call that dies is not repeated: who asked asks again': ['wiring K8sDashdeployerLambdaEvConf'],
};
