variable "name" {
  description = "What the network and its parts are called."
  type        = string
}

variable "cidr" {
  description = "The addresses of the network. It must not overlap with what it is peered with."
  type        = string

  validation {
    condition     = can(cidrsubnet(var.cidr, 8, 255)) && tonumber(split("/", var.cidr)[1]) <= 20
    error_message = "Expected a network of /20 or larger, like 10.40.0.0/16: a public subnet is a 256th of it."
  }
}

variable "zone_count" {
  description = "How many zones it spans. EKS wants two at least."
  type        = number
  default     = 3

  validation {
    condition     = var.zone_count >= 2 && var.zone_count <= 4
    error_message = "Expected 2 to 4 zones: EKS wants two, and the private half of the network has four parts."
  }
}

variable "nat_gateway_count" {
  description = "One for all zones, or up to one for each."
  type        = number
  default     = 1

  validation {
    condition     = var.nat_gateway_count >= 1 && var.nat_gateway_count <= var.zone_count
    error_message = "Expected 1 up to the number of zones: nodes need a way out to join their cluster."
  }
}
