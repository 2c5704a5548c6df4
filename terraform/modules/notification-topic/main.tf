# Where people are told.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

# A key of yours must let cloudwatch.amazonaws.com and the failover's role use it: the managed key
# alias/aws/sns does not, and alarms would be lost without a word.
resource "aws_sns_topic" "this" {
  name              = "understudy-${var.stage}-notifications"
  kms_master_key_id = var.kms_key_arn
}
