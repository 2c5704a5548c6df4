region = "us-east-1"
stage  = "dev"
plan   = "konecta-erp"

# Identifiers of what stands already. These are examples.
services = {
  signaling = {
    primary_instance_id      = "i-0123456789abcdef0"
    target_group_arn_suffix  = "targetgroup/dev-signaling-tg/0123456789abcdef"
    load_balancer_arn_suffix = "app/jupiter-dev/0123456789abcdef"
  }
}

database = {
  id     = "konecta-erp-dev"
  vpc_id = "vpc-0123456789abcdef0"
}

balancer = {
  arn_suffix              = "app/konecta-erp-dev-alb/0123456789abcdef"
  target_group_arn_suffix = "targetgroup/konecta-erp-dev/0123456789abcdef"
}
