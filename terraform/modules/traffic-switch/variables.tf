variable "zone_id" {
  description = "The hosted zone of the record."
  type        = string
}

variable "record_name" {
  description = "The name that people use: erp.example.com."
  type        = string
}

variable "switch_host" {
  description = "The bucket's host in the recovery region."
  type        = string
}

variable "switch_key" {
  description = "The object whose presence moves the traffic: traffic/<plan>."
  type        = string
}

variable "primary_balancer" {
  description = "Where traffic goes while the object is absent."
  type        = object({ dns_name = string, zone_id = string })
}

variable "recovery_balancer" {
  description = "Where it goes when it is there; null until `understudy prepare dr` has made one."
  type        = object({ dns_name = string, zone_id = string })
  default     = null
}

variable "checker_regions" {
  description = "From where Route 53 looks. Not from the primary region, which may be the one that is lost."
  type        = list(string)
  default     = ["eu-west-1", "us-west-2", "ap-southeast-1"]

  validation {
    condition     = length(var.checker_regions) >= 3
    error_message = "Expected three regions or more: Route 53 takes no fewer."
  }
}
