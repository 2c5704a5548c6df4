# The state is in the recovery region, and so is its lock: nothing of the lost region is asked. The
# lock is an object beside the state, written on the condition that it is not there.
terraform {
  backend "s3" {
    bucket       = "konecta-erp-dev-dr-eu-west-1"
    key          = "dr/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
