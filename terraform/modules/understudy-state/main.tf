# What outlives every deployment of Understudy in one region: its table, and the topic for people.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

# Leases, states and incidents. `tableDefinition` of packages/leases is compared with it by a test.
resource "aws_dynamodb_table" "state" {
  name                        = "understudy-${var.stage}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = true
  hash_key                    = "pk"
  range_key                   = "sk"

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  ttl {
    attribute_name = "expiresAtSeconds"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}

module "notifications" {
  source = "../notification-topic"

  stage       = var.stage
  kms_key_arn = var.kms_key_arn
}

moved {
  from = aws_sns_topic.notifications
  to   = module.notifications.aws_sns_topic.this
}
