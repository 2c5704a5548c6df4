# The region that is recovered into: what must stand before a disaster, so that the blueprint needs
# neither IAM, nor DNS changes, nor a new bucket.
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
      application       = "understudy"
      stage             = var.stage
      "understudy:plan" = var.plan
    }
  }
}

locals {
  bucket     = "${var.plan}-${var.stage}-dr-${var.region}"
  switch_key = "traffic/${var.plan}"
}

module "state" {
  source = "../../../modules/understudy-state"

  stage = var.stage
}

# The same stack is deployed in both regions: its topics must be there.
module "instance_alarms" {
  source = "../../../modules/jupiter-failover-topic"

  services = {}
}

module "recovery_alarms" {
  source = "../../../modules/recovery-alarms"

  plan  = var.plan
  stage = var.stage
}

module "bucket" {
  source = "../../../modules/recovery-bucket"

  name       = local.bucket
  switch_key = local.switch_key
}

module "cluster_roles" {
  source = "../../../modules/eks-roles"

  cluster_name = var.cluster_name
}

module "runner_image" {
  source = "../../../modules/image-repository"

  name = "understudy-terraform-runner"
}

module "runner_network" {
  source = "../../../modules/runner-network"

  name = "understudy-${var.stage}-terraform-runner"
}

module "traffic" {
  source = "../../../modules/traffic-switch"
  count  = var.traffic == null ? 0 : 1

  zone_id           = var.traffic.zone_id
  record_name       = var.traffic.record_name
  switch_host       = module.bucket.regional_domain_name
  switch_key        = local.switch_key
  primary_balancer  = var.traffic.primary_balancer
  recovery_balancer = var.traffic.recovery_balancer
}

module "identifiers" {
  source = "../../../modules/identifiers"

  stage = var.stage
  values = {
    "terraform-runner/subnets"        = join(",", module.runner_network.subnet_ids)
    "terraform-runner/security-group" = module.runner_network.security_group_id
    "${var.plan}/bucket"              = module.bucket.name
  }
}

output "bucket" {
  value = module.bucket.name
}

output "runner_image_url" {
  value = module.runner_image.url
}

output "cluster_role_arn" {
  value = module.cluster_roles.cluster_role_arn
}

output "node_role_arn" {
  value = module.cluster_roles.node_role_arn
}
