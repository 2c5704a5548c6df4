variable "stage" {
  description = "The stage that is deployed, as in `sls deploy --stage`."
  type        = string
}

variable "kms_key_arn" {
  description = "A key of yours for the table and the topic; null: the key of the service."
  type        = string
  default     = null
}
