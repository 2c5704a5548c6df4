variable "name" {
  description = "The group's name: konecta-erp-dev-closed."
  type        = string

  validation {
    condition     = !startswith(var.name, "sg-")
    error_message = "Expected a name that does not begin with sg-: EC2 keeps that for identifiers."
  }
}

variable "vpc_id" {
  description = "The network of the database."
  type        = string
}
