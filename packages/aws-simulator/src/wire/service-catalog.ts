import type { ServiceName } from '../kernel/world.ts';

/** What a service's SDK client exports: schemas by name with a dollar, classes by plain name. */
export type SdkModule = Readonly<Record<string, unknown>>;

export interface ServiceDescription {
  readonly name: ServiceName;
  /** The SDK's `serviceId`. */
  readonly serviceId: string;
  /** The service's older XML wire format, where it has one. */
  readonly query?: { readonly dialect: 'ec2' | 'aws'; readonly xmlNamespace: string };
  readonly rest?: { readonly format: 'json' | 'xml' | 's3'; readonly xmlNamespace: string };
  /** Loaded when the first request comes: all clients together take a second and 100 MB. */
  load(): Promise<SdkModule>;
}

function queryOf(dialect: 'ec2' | 'aws', host: string, path: string) {
  return { dialect, xmlNamespace: `http://${host}.amazonaws.com/doc/${path}` };
}

const SERVICES: readonly ServiceDescription[] = [
  {
    name: 'ec2',
    serviceId: 'EC2',
    query: queryOf('ec2', 'ec2', '2016-11-15/'),
    load: () => import('@aws-sdk/client-ec2'),
  },
  {
    name: 'elasticloadbalancing',
    serviceId: 'Elastic Load Balancing v2',
    query: queryOf('aws', 'elasticloadbalancing', '2015-12-01/'),
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  {
    name: 'monitoring',
    serviceId: 'CloudWatch',
    query: queryOf('aws', 'monitoring', '2010-08-01/'),
    load: () => import('@aws-sdk/client-cloudwatch'),
  },
  {
    name: 'sns',
    serviceId: 'SNS',
    query: queryOf('aws', 'sns', '2010-03-31/'),
    load: () => import('@aws-sdk/client-sns'),
  },
  {
    name: 'sqs',
    serviceId: 'SQS',
    query: queryOf('aws', 'queue', '2012-11-05/'),
    load: () => import('@aws-sdk/client-sqs'),
  },
  { name: 'dynamodb', serviceId: 'DynamoDB', load: () => import('@aws-sdk/client-dynamodb') },
  {
    name: 'lambda',
    serviceId: 'Lambda',
    rest: { format: 'json', xmlNamespace: '' },
    load: () => import('@aws-sdk/client-lambda'),
  },
  {
    name: 'route53',
    serviceId: 'Route 53',
    rest: { format: 'xml', xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/' },
    load: () => import('@aws-sdk/client-route-53'),
  },
  { name: 'events', serviceId: 'EventBridge', load: () => import('@aws-sdk/client-eventbridge') },
  {
    name: 'sts',
    serviceId: 'STS',
    query: queryOf('aws', 'sts', '2011-06-15/'),
    load: () => import('@aws-sdk/client-sts'),
  },
  {
    name: 'iam',
    serviceId: 'IAM',
    query: queryOf('aws', 'iam', '2010-05-08/'),
    load: () => import('@aws-sdk/client-iam'),
  },
  {
    name: 'rds',
    serviceId: 'RDS',
    query: queryOf('aws', 'rds', '2014-10-31/'),
    load: () => import('@aws-sdk/client-rds'),
  },
  {
    name: 's3',
    serviceId: 'S3',
    rest: { format: 's3', xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
    load: () => import('@aws-sdk/client-s3'),
  },
  {
    name: 'eks',
    serviceId: 'EKS',
    rest: { format: 'json', xmlNamespace: '' },
    load: () => import('@aws-sdk/client-eks'),
  },
  { name: 'ecs', serviceId: 'ECS', load: () => import('@aws-sdk/client-ecs') },
  { name: 'kms', serviceId: 'KMS', load: () => import('@aws-sdk/client-kms') },
  {
    name: 'secretsmanager',
    serviceId: 'Secrets Manager',
    load: () => import('@aws-sdk/client-secrets-manager'),
  },
  { name: 'ecr', serviceId: 'ECR', load: () => import('@aws-sdk/client-ecr') },
  { name: 'acm', serviceId: 'ACM', load: () => import('@aws-sdk/client-acm') },
  {
    name: 'servicequotas',
    serviceId: 'Service Quotas',
    load: () => import('@aws-sdk/client-service-quotas'),
  },
];

/** By the name in a signature's credential scope. */
export function describeService(name: string): ServiceDescription | undefined {
  return SERVICES.find((service) => service.name === name);
}

export function describeServiceOfClient(serviceId: string): ServiceDescription | undefined {
  return SERVICES.find((service) => service.serviceId === serviceId);
}
