variable "region" {
  type = string
}

variable "stage" {
  type = string
}

variable "plan" {
  type = string
}
