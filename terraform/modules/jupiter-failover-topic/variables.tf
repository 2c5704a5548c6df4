variable "services" {
  description = "By service name: the instance that is primary, and where its targets are."
  type = map(object({
    primary_instance_id      = string
    target_group_arn_suffix  = string
    load_balancer_arn_suffix = string
  }))
}
