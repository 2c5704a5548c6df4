# The region that serves in peace time: what Understudy needs beside the application that is there.
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

module "state" {
  source = "../../../modules/understudy-state"

  stage = var.stage
}

# The topic that alarm-router listens to, with the alarms of each pair of instances.
module "instance_alarms" {
  source = "../../../modules/jupiter-failover-topic"

  services = var.services
}

module "recovery_alarms" {
  source = "../../../modules/recovery-alarms"

  plan        = var.plan
  stage       = var.stage
  database_id = var.database.id
  balancer    = var.balancer
}

module "closed_group" {
  source = "../../../modules/closed-security-group"

  name   = "${var.plan}-${var.stage}-closed"
  vpc_id = var.database.vpc_id
}

# The same stack stands in every region: here it is deployed with a network for the runner's task too.
module "runner_network" {
  source = "../../../modules/runner-network"

  name = "understudy-${var.stage}-terraform-runner"
}

module "identifiers" {
  source = "../../../modules/identifiers"

  stage = var.stage
  values = {
    "terraform-runner/subnets"          = join(",", module.runner_network.subnet_ids)
    "terraform-runner/security-group"   = module.runner_network.security_group_id
    "${var.plan}/closed-security-group" = module.closed_group.security_group_id
  }
}

output "closed_security_group_id" {
  description = "For the plan's stage file: what a fenced database is moved into."
  value       = module.closed_group.security_group_id
}
