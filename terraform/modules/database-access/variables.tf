variable "name" {
  type = string
}

variable "vpc_id" {
  description = "The network of the nodes."
  type        = string
}

variable "cidr" {
  description = "Its addresses."
  type        = string
}

variable "route_table_ids" {
  description = "The route tables of its private subnets."
  type        = list(string)
}

variable "database" {
  description = "Where the replica stands: network, addresses, the route tables of its subnets, its group and port."
  type = object({
    vpc_id            = string
    cidr              = string
    route_table_ids   = list(string)
    security_group_id = string
    port              = optional(number, 5432)
  })
}
