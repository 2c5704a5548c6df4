# Identifiers that CloudFormation resolves when Understudy is deployed: nothing looks them up in a
# disaster.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_ssm_parameter" "this" {
  #checkov:skip=CKV2_AWS_34:Identifiers, no secrets; CloudFormation resolves plain parameters only.
  for_each = var.values

  name        = "/understudy/${var.stage}/${each.key}"
  description = "Read by CloudFormation when Understudy is deployed."
  type        = "String"
  value       = each.value
}
