variable "name" {
  description = "The balancer's name, of 26 characters at most: its target group's is longer."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,24}[A-Za-z0-9])?$", var.name)) && !startswith(var.name, "internal-")
    error_message = "Expected 1 to 26 letters, digits and inner hyphens, not beginning with internal-."
  }
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "Public subnets in two zones or more."
  type        = list(string)
}

variable "node_security_group_id" {
  description = "The group of the nodes, which is opened for the balancer."
  type        = string
}

variable "autoscaling_group_name" {
  description = "The group that the nodes belong to."
  type        = string
}

variable "node_port" {
  description = "The nodePort of the application's main service."
  type        = number

  validation {
    condition     = var.node_port >= 30000 && var.node_port <= 32767
    error_message = "Expected a port of Kubernetes' own range, 30000 to 32767."
  }
}

variable "health_path" {
  description = "What a healthy application answers with 200 to 399."
  type        = string
}

variable "certificate_arn" {
  description = "A certificate of the recovery region; null: HTTP only."
  type        = string
  default     = null
}

variable "user_cidr" {
  description = "From where people may come."
  type        = string
  default     = "0.0.0.0/0"
}

variable "log_bucket" {
  description = "Where access logs go; null: nowhere."
  type        = string
  default     = null
}

variable "deletion_protection" {
  type    = bool
  default = true
}
