# A third region with a second opinion: only the observer is deployed there, and it writes what it sees
# into the recovery region's table. Nothing is kept here but the topic for people.
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

module "notifications" {
  source = "../../../modules/notification-topic"

  stage = var.stage
}

output "notification_topic_arn" {
  value = module.notifications.topic_arn
}
