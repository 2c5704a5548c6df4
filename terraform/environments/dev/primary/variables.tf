variable "region" {
  type = string
}

variable "stage" {
  type = string
}

variable "plan" {
  type = string
}

variable "services" {
  description = "Pairs of instances, by service: see modules/jupiter-failover-topic."
  type = map(object({
    primary_instance_id      = string
    target_group_arn_suffix  = string
    load_balancer_arn_suffix = string
  }))
}

variable "database" {
  description = "The primary database, and the network that it stands in."
  type        = object({ id = string, vpc_id = string })
}

variable "balancer" {
  description = "The application's balancer, as CloudWatch names it."
  type        = object({ arn_suffix = string, target_group_arn_suffix = string })
}
