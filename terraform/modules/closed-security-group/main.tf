# The group that a fenced database is moved into: no rule in, none out. It is made in peace time, so
# that fencing needs one call, and Terraform keeps it empty.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_security_group" "closed" {
  #checkov:skip=CKV2_AWS_5:Attached by Understudy, when it fences a database.
  name        = var.name
  description = "Understudy fences a database by this group: it lets nothing in or out."
  vpc_id      = var.vpc_id
  ingress     = []
  egress      = []
  tags        = { Name = var.name }
}
