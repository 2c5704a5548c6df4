variable "name" {
  type = string
}

variable "cidr" {
  description = "Two subnets of half of it each."
  type        = string
  default     = "10.63.0.0/26"
}
