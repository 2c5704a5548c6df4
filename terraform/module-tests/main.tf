# Holds nothing: the runs beside it name the modules that they test, so that one `terraform test`
# starts the provider once for all of them.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}
