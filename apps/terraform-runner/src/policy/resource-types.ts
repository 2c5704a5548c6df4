/**
 * What holds state: destroyed, it does not come back by building it again. A pattern ends with `*`
 * or is a whole type.
 */
export const HOLDS_STATE: readonly string[] = [
  'aws_db_instance',
  'aws_db_cluster_snapshot',
  'aws_db_snapshot',
  'aws_rds_cluster',
  'aws_rds_cluster_instance',
  'aws_rds_global_cluster',
  'aws_docdb_cluster',
  'aws_neptune_cluster',
  'aws_dynamodb_table',
  'aws_dynamodb_global_table',
  'aws_elasticache_cluster',
  'aws_elasticache_replication_group',
  'aws_memorydb_cluster',
  'aws_redshift_cluster',
  'aws_opensearch_domain',
  'aws_elasticsearch_domain',
  'aws_timestreamwrite_table',
  'aws_keyspaces_table',
  'aws_s3_bucket',
  'aws_s3_object',
  'aws_s3_bucket_object',
  'aws_efs_file_system',
  'aws_fsx_*',
  'aws_ebs_volume',
  'aws_ebs_snapshot',
  'aws_backup_vault',
  'aws_backup_recovery_point',
  'aws_kms_key',
  'aws_kms_replica_key',
  'aws_secretsmanager_secret',
  'aws_ssm_parameter',
  'aws_cognito_user_pool',
  'aws_ecr_repository',
  'aws_msk_cluster',
  'aws_kinesis_stream',
  'aws_sqs_queue',
  'aws_mq_broker',
  'aws_eks_cluster',
];

/**
 * Of these, what holds nothing yet when its creation was interrupted: a cluster that never became
 * ready has run no application. Data stores are not among them.
 */
export const EMPTY_WHEN_TAINTED: readonly string[] = ['aws_eks_cluster'];

export interface ForbiddenCall {
  readonly types: readonly string[];
  readonly actions: readonly ('create' | 'update' | 'delete')[];
  /** Where the control plane is that the call needs. */
  readonly needs: string;
}

/**
 * Calls to control planes that live in one region, or that past regional disasters took away
 * (field notes, section 7). What is needed of them is built in peace time.
 */
export const FORBIDDEN_IN_DISASTER: readonly ForbiddenCall[] = [
  {
    types: ['aws_route53_*', 'aws_route53domains_*'],
    actions: ['create', 'update', 'delete'],
    needs: 'the control plane of Route 53 in us-east-1',
  },
  {
    types: ['aws_iam_*'],
    actions: ['create', 'update', 'delete'],
    needs: 'the control plane of IAM in us-east-1',
  },
  {
    types: ['aws_cloudfront_*'],
    actions: ['create', 'update', 'delete'],
    needs: 'the control plane of CloudFront in us-east-1',
  },
  {
    types: ['aws_globalaccelerator_*'],
    actions: ['create', 'update', 'delete'],
    needs: 'the control plane of Global Accelerator in us-west-2',
  },
  {
    types: ['aws_organizations_*', 'aws_account_*'],
    actions: ['create', 'update', 'delete'],
    needs: 'the control plane of Organizations in us-east-1',
  },
  {
    types: ['aws_s3_bucket', 'aws_s3_bucket_*'],
    actions: ['create', 'update', 'delete'],
    needs: "S3's creation and configuration of buckets, which depends on us-east-1",
  },
  {
    types: ['aws_lb', 'aws_alb', 'aws_elb'],
    actions: ['create'],
    needs: 'the creation of load balancers, which writes records in Route 53',
  },
  {
    types: ['aws_eks_cluster'],
    actions: ['create'],
    needs: 'the creation of EKS control planes, which needs minutes and global services',
  },
];
