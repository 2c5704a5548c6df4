# The bucket is made once by hand (terraform/README.md): what keeps states is no part of one.
terraform {
  backend "s3" {
    bucket       = "understudy-dev-terraform-eu-west-1"
    key          = "environments/dev/recovery.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
