variable "plan" {
  description = "The recovery plan: konecta-erp."
  type        = string
}

variable "stage" {
  type = string
}

variable "database_id" {
  description = "The primary database; null: no alarm, as in the recovery region, where the topic alone is needed."
  type        = string
  default     = null
}

variable "balancer" {
  description = "The primary balancer, as CloudWatch names it; null: no alarm."
  type = object({
    arn_suffix              = string
    target_group_arn_suffix = string
  })
  default = null
}

variable "kms_key_arn" {
  description = "A key that cloudwatch.amazonaws.com may use; null: not encrypted at rest. alias/aws/sns would lose alarms without a word."
  type        = string
  default     = null
}
