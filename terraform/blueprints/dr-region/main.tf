# The recovery region: network, cluster, balancer, security groups. `scripts/package-blueprint` makes
# <region>-dr.zip of this folder; terraform-runner applies it. No IAM, DNS or bucket is made here:
# their control planes are in one region, which may be the one that is lost
# (terraform/environments/<stage>/recovery makes them in peace time).
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      application       = var.plan
      stage             = var.stage
      "understudy:plan" = var.plan
    }
  }
}

# Both are answered in the region itself.
data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  iam = "arn:${data.aws_partition.this.partition}:iam::${data.aws_caller_identity.this.account_id}"
}

module "network" {
  source = "../../modules/network"

  name = "${var.plan}-${var.stage}-dr"
  cidr = var.network_cidr
}

module "cluster" {
  source = "../../modules/eks-cluster"

  name                = var.cluster_name
  kubernetes_version  = var.kubernetes_version
  cluster_role_arn    = "${local.iam}:role/${var.cluster_name}-cluster"
  node_role_arn       = "${local.iam}:role/${var.cluster_name}-node"
  deployer_role_arn   = "${local.iam}:role/understudy-${var.stage}-k8s-deployer-${var.region}"
  subnet_ids          = module.network.private_subnet_ids
  kms_key_arn         = var.kms_key_arn
  node_count          = var.pilot_light ? 0 : var.node_count
  node_count_max      = var.node_count_max
  node_instance_types = var.node_instance_types
  partition           = data.aws_partition.this.partition
}

module "balancer" {
  source = "../../modules/load-balancer"

  name                   = var.balancer_name
  vpc_id                 = module.network.vpc_id
  subnet_ids             = module.network.public_subnet_ids
  node_security_group_id = module.cluster.security_group_id
  autoscaling_group_name = module.cluster.autoscaling_group_name
  node_port              = var.node_port
  health_path            = var.health_path
  certificate_arn        = var.certificate_arn
}

module "database_access" {
  source = "../../modules/database-access"
  count  = var.database == null ? 0 : 1

  name            = "${var.plan}-${var.stage}-dr-database"
  vpc_id          = module.network.vpc_id
  cidr            = module.network.cidr
  route_table_ids = module.network.private_route_table_ids
  database        = var.database
}

# A latch. Preparing again after a disaster would take the nodes away from under the users: Terraform
# refuses that plan, because this would have to go. When the region has really been given back:
# `terraform state rm 'terraform_data.serving[0]'`.
resource "terraform_data" "serving" {
  count = var.pilot_light ? 0 : 1

  input = "${var.cluster_name} serves"

  lifecycle {
    prevent_destroy = true
  }
}

output "cluster_name" {
  value = module.cluster.name
}

output "cluster_endpoint" {
  value = module.cluster.endpoint
}

output "balancer_dns" {
  value = module.balancer.dns_name
}

output "balancer_zone_id" {
  value = module.balancer.zone_id
}

output "vpc_id" {
  value = module.network.vpc_id
}
