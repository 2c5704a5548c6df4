# Which region serves, decided by an object in the recovery region's bucket: while the object is
# there, the check is "unhealthy", because it is inverted, and Route 53 answers with the secondary. No
# control plane is asked in a disaster, and the traffic stays where it was sent until a person takes
# the object away.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_route53_health_check" "switch" {
  type               = "HTTPS"
  fqdn               = var.switch_host
  resource_path      = "/${var.switch_key}"
  port               = 443
  request_interval   = 10
  failure_threshold  = 3
  invert_healthcheck = true
  enable_sni         = true
  # Checkers far from what is lost: at least three are asked for.
  regions = var.checker_regions
  tags    = { Name = "${var.record_name} serves from the primary region" }
}

resource "aws_route53_record" "primary" {
  #checkov:skip=CKV2_AWS_23:The balancers are of other configurations: the application's, and the blueprint's.
  zone_id         = var.zone_id
  name            = var.record_name
  type            = "A"
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.switch.id

  failover_routing_policy {
    type = "PRIMARY"
  }

  # The balancer's own health decides nothing here: traffic is moved by an order, and latched.
  alias {
    name                   = var.primary_balancer.dns_name
    zone_id                = var.primary_balancer.zone_id
    evaluate_target_health = false
  }
}

# Needs a balancer that stands: after `understudy prepare dr`. Without it the record cannot be made in
# a disaster without Route 53's control plane, and readiness says so.
resource "aws_route53_record" "secondary" {
  #checkov:skip=CKV2_AWS_23:The balancers are of other configurations: the application's, and the blueprint's.
  count = var.recovery_balancer == null ? 0 : 1

  zone_id        = var.zone_id
  name           = var.record_name
  type           = "A"
  set_identifier = "secondary"

  failover_routing_policy {
    type = "SECONDARY"
  }

  alias {
    name                   = var.recovery_balancer.dns_name
    zone_id                = var.recovery_balancer.zone_id
    evaluate_target_health = false
  }
}
