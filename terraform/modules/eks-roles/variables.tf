variable "cluster_name" {
  description = "The cluster that will use them; their names begin with it."
  type        = string
}

variable "partition" {
  description = "aws, aws-cn or aws-us-gov."
  type        = string
  default     = "aws"
}
