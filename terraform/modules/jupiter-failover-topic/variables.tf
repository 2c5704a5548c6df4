variable "services" {
  description = "By service name: the instance that is primary, and where its targets are."
  type = map(object({
    primary_instance_id      = string
    target_group_arn_suffix  = string
    load_balancer_arn_suffix = string
  }))
}

variable "kms_key_arn" {
  description = "A key that cloudwatch.amazonaws.com may use; null: not encrypted at rest. alias/aws/sns would lose alarms without a word."
  type        = string
  default     = null
}
