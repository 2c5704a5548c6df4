variable "region" {
  description = "The recovery region: DR_REGION."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Expected a region, like eu-west-1."
  }
}

variable "plan" {
  description = "The recovery plan that this is built for: konecta-erp."
  type        = string
}

variable "stage" {
  description = "The stage of Understudy that deploys to it."
  type        = string
}

variable "pilot_light" {
  description = <<-TEXT
    True in peace time (`understudy prepare dr`): everything that takes long to build or needs a
    control plane elsewhere stands (network, cluster, balancer), without nodes. False in a disaster:
    what is left is a change of one number. It cannot be made true again while nodes serve.
  TEXT
  type        = bool
  default     = false
}

variable "cluster_name" {
  description = "The new cluster: EKS_CLUSTER_NAME."
  type        = string
}

variable "balancer_name" {
  description = "The new balancer."
  type        = string
}

variable "network_cidr" {
  description = "Addresses of the new network; they must not overlap with the database's."
  type        = string
}

variable "kubernetes_version" {
  description = "The primary region's; null: EKS's default on the day."
  type        = string
  default     = null
}

variable "node_count" {
  description = "Nodes that serve."
  type        = number

  validation {
    condition     = var.node_count >= 1
    error_message = "Expected one node or more: peace time is told by pilot_light."
  }
}

variable "node_count_max" {
  description = "Nodes at most."
  type        = number
}

variable "node_instance_types" {
  description = "Several: one type may be short when a region is lost."
  type        = list(string)
  default     = ["m7i.large", "m6i.large", "m7a.large", "m6a.large"]
}

variable "node_port" {
  description = "The nodePort of the application's main service."
  type        = number
  default     = 30080
}

variable "health_path" {
  description = "What a healthy application answers with 200 to 399."
  type        = string
  default     = "/health"
}

variable "certificate_arn" {
  description = "A certificate of the recovery region; null: HTTP only."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = <<-TEXT
    A key of the recovery region for the cluster's secrets. Its policy must let terraform-runner's two
    roles use it (kms:DescribeKey, kms:CreateGrant): the roles themselves name no key.
  TEXT
  type        = string
  default     = null
}

variable "database" {
  description = "Where the replica stands, when it is in another network; null: it is reached some other way."
  type = object({
    vpc_id            = string
    cidr              = string
    route_table_ids   = list(string)
    security_group_id = string
    port              = optional(number, 5432)
  })
  default = null
}
