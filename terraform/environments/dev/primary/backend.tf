# The bucket is made once by hand (terraform/README.md): what keeps states is no part of one.
terraform {
  backend "s3" {
    bucket       = "understudy-dev-terraform-us-east-1"
    key          = "environments/dev/primary.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
