variable "name" {
  description = "The bucket: <plan>-<stage>-dr-<region>."
  type        = string
}

variable "switch_key" {
  description = "The object that Route 53 looks for: traffic/<plan>."
  type        = string
}
