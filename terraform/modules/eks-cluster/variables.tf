variable "name" {
  description = "The name of the cluster: EKS_CLUSTER_NAME of Understudy's functions."
  type        = string
}

variable "kubernetes_version" {
  description = "Null: what EKS takes by default on the day. Pin it to the primary region's."
  type        = string
  default     = null
}

variable "cluster_role_arn" {
  description = "A role that exists already: IAM's control plane is in one region, and not asked in a disaster."
  type        = string
}

variable "node_role_arn" {
  description = "The role of the nodes; exists already."
  type        = string
}

variable "deployer_role_arn" {
  description = "The role of understudy-<stage>-k8s-deployer."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with a way out."
  type        = list(string)
}

variable "endpoint_cidrs" {
  description = "From where the public endpoint may be reached. The deployer's addresses are Lambda's."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "kms_key_arn" {
  description = "A key of the recovery region for the cluster's secrets; null: EKS's own encryption."
  type        = string
  default     = null
}

variable "node_count" {
  description = "Nodes now. Zero in peace time."
  type        = number

  validation {
    condition     = var.node_count >= 0
    error_message = "Expected zero nodes or more."
  }
}

variable "node_count_max" {
  description = "Nodes at most."
  type        = number

  validation {
    condition     = var.node_count_max >= 1 && var.node_count_max >= var.node_count
    error_message = "Expected at least one, and no fewer than node_count."
  }
}

variable "node_instance_types" {
  description = "Several: capacity of one type may be short when a region is lost."
  type        = list(string)
}

variable "node_volume_gigabytes" {
  description = "The root volume of each node."
  type        = number
  default     = 50
}

variable "partition" {
  description = "aws, aws-cn or aws-us-gov."
  type        = string
  default     = "aws"
}
