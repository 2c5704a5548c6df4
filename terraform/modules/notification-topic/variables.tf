variable "stage" {
  description = "The stage that is deployed, as in `sls deploy --stage`."
  type        = string
}

variable "kms_key_arn" {
  description = "A key of yours; null: not encrypted at rest."
  type        = string
  default     = null
}
