# The roles of a cluster and its nodes. Made in peace time: IAM changes go to one region only.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = { cluster = "eks.amazonaws.com", node = "ec2.amazonaws.com" }

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

locals {
  policies = {
    cluster = ["AmazonEKSClusterPolicy"]
    node = [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonEC2ContainerRegistryPullOnly",
    ]
  }
  attachments = merge([
    for role, names in local.policies : { for name in names : "${role}/${name}" => [role, name] }
  ]...)
}

resource "aws_iam_role" "this" {
  for_each = local.policies

  name               = "${var.cluster_name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.attachments

  role       = aws_iam_role.this[each.value[0]].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/${each.value[1]}"
}
