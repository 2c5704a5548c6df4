variable "stage" {
  type = string
}

variable "values" {
  description = "By name, below /understudy/<stage>/. Identifiers, never secrets: they are stored as text."
  type        = map(string)

  validation {
    condition     = alltrue([for name, value in var.values : can(regex("^[a-z0-9][a-z0-9/-]*$", name)) && value != ""])
    error_message = "Expected names of small letters, digits, hyphens and slashes, each with a value that is not empty."
  }
}
