variable "name" {
  description = "understudy-terraform-runner: as serverless.yml names the image."
  type        = string
}

variable "kms_key_arn" {
  type    = string
  default = null
}
