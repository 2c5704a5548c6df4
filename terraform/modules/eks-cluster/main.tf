# The cluster, its nodes, and the access of the function that deploys to it.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_eks_cluster" "this" {
  #checkov:skip=CKV_AWS_38:The deployer is a function outside of the network; its addresses are Lambda's. IAM decides who gets in.
  #checkov:skip=CKV_AWS_39:As above. Nodes use the private endpoint.
  name                      = var.name
  version                   = var.kubernetes_version
  role_arn                  = var.cluster_role_arn
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  # Access entries only: whoever created the cluster has no hidden rights in it.
  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  # The deployer is a function outside of the network: it comes by the public endpoint, where IAM
  # decides. Nodes use the private one.
  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = true
    public_access_cidrs     = var.endpoint_cidrs
  }

  dynamic "encryption_config" {
    for_each = var.kms_key_arn[*]

    content {
      resources = ["secrets"]
      provider {
        key_arn = encryption_config.value
      }
    }
  }

  timeouts {
    create = "25m"
  }
}

resource "aws_launch_template" "nodes" {
  name_prefix = "${var.name}-"

  # Version 2 only, one hop: a pod cannot read the node's credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = var.node_volume_gigabytes
      volume_type = "gp3"
      encrypted   = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${var.name}-node" }
  }
}

# In peace time the group has no nodes and costs nothing; in a disaster it is told how many. That is
# minutes faster than making a group.
resource "aws_eks_node_group" "workers" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "${var.name}-workers"
  node_role_arn   = var.node_role_arn
  subnet_ids      = var.subnet_ids
  instance_types  = var.node_instance_types
  capacity_type   = "ON_DEMAND"

  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }

  scaling_config {
    min_size     = var.node_count
    desired_size = var.node_count
    max_size     = var.node_count_max
  }

  update_config {
    max_unavailable = 1
  }

  # Failures of nodes that cannot join surface after more than 20 minutes; a recovery cannot wait
  # for that.
  timeouts {
    create = "15m"
    update = "15m"
  }
}

resource "aws_eks_access_entry" "deployer" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = var.deployer_role_arn
}

# Over the whole cluster: a bundle holds namespaces and definitions, which no namespace owns. The
# deployer itself refuses namespaces that its plan does not list.
resource "aws_eks_access_policy_association" "deployer" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.deployer.principal_arn
  policy_arn    = "arn:${var.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
