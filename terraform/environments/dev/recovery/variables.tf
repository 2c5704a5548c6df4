variable "region" {
  type = string
}

variable "stage" {
  type = string
}

variable "plan" {
  type = string
}

variable "cluster_name" {
  description = "The cluster that the blueprint will build: its roles are made here."
  type        = string
}

variable "traffic" {
  description = "The name that people use, and where it leads in each region; null: traffic is moved by other means. The recovery balancer is known after `understudy prepare dr`."
  type = object({
    zone_id           = string
    record_name       = string
    primary_balancer  = object({ dns_name = string, zone_id = string })
    recovery_balancer = optional(object({ dns_name = string, zone_id = string }))
  })
  default = null
}
