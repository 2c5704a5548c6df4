# An application load balancer before the nodes of a cluster, by the port of a NodePort service: no
# controller has to run in the cluster before traffic can.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_security_group" "balancer" {
  name        = "${var.name}-balancer"
  description = "From users to the balancer, from the balancer to the nodes."
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "users" {
  for_each = toset(concat(["80"], local.encrypted ? ["443"] : []))

  security_group_id = aws_security_group.balancer.id
  description       = "Users"
  cidr_ipv4         = var.user_cidr
  ip_protocol       = "tcp"
  from_port         = tonumber(each.value)
  to_port           = tonumber(each.value)
}

resource "aws_vpc_security_group_egress_rule" "nodes" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "The service on the nodes"
  referenced_security_group_id = var.node_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.node_port
  to_port                      = var.node_port
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  security_group_id            = var.node_security_group_id
  description                  = "From the balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.node_port
  to_port                      = var.node_port
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_20:With a certificate it does redirect; a plan without one is the user's choice.
  #checkov:skip=CKV2_AWS_28:A firewall of the primary balancer is not known here; attach the recovery region's to the output's ARN.
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = false
  security_groups            = [aws_security_group.balancer.id]
  subnets                    = var.subnet_ids
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  dynamic "access_logs" {
    for_each = var.log_bucket[*]

    content {
      bucket  = access_logs.value
      prefix  = var.name
      enabled = true
    }
  }
}

resource "aws_lb_target_group" "nodes" {
  #checkov:skip=CKV_AWS_378:Encryption ends at the balancer; between it and the nodes is a private network.
  name                 = "${var.name}-nodes"
  vpc_id               = var.vpc_id
  target_type          = "instance"
  protocol             = "HTTP"
  port                 = var.node_port
  deregistration_delay = 30

  # Ten seconds apart: two good checks let a target in, two bad ones take it out.
  health_check {
    path                = var.health_path
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
    matcher             = "200-399"
  }
}

# Nodes come and go with their group: the balancer follows it.
resource "aws_autoscaling_attachment" "nodes" {
  #checkov:skip=CKV2_AWS_15:The group is EKS's own. Nodes that were replaced because an application is not deployed yet would stop the recovery.
  autoscaling_group_name = var.autoscaling_group_name
  lb_target_group_arn    = aws_lb_target_group.nodes.arn
}

locals {
  encrypted = var.certificate_arn != null
}

resource "aws_lb_listener" "https" {
  count = local.encrypted ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.nodes.arn
  }
}

# With a certificate port 80 only sends people to 443; without one it is all there is.
resource "aws_lb_listener" "http" {
  #checkov:skip=CKV_AWS_2:With a certificate it only redirects.
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = local.encrypted ? "redirect" : "forward"
    target_group_arn = local.encrypted ? null : aws_lb_target_group.nodes.arn

    dynamic "redirect" {
      for_each = local.encrypted ? ["443"] : []

      content {
        port        = redirect.value
        protocol    = "HTTPS"
        status_code = "HTTP_301"
      }
    }
  }
}
