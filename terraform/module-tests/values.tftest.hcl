# What modules make of their variables, where that is more than passing them on.
provider "aws" {
  region = "eu-west-1"
}

run "subnets_do_not_overlap" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    name = "x"
    cidr = "10.40.0.0/16"
  }
  assert {
    condition     = aws_subnet.private[*].cidr_block == ["10.40.0.0/19", "10.40.32.0/19", "10.40.64.0/19"]
    error_message = "Private subnets are the first eighths of the network."
  }
  assert {
    condition     = aws_subnet.public[*].cidr_block == ["10.40.192.0/24", "10.40.193.0/24", "10.40.194.0/24"]
    error_message = "Public subnets lie behind them."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 1
    error_message = "One gateway unless more are asked for."
  }
}

run "a_cluster_lets_nobody_in_by_having_made_it" {
  command = plan
  module {
    source = "../modules/eks-cluster"
  }
  variables {
    name                = "x"
    cluster_role_arn    = "arn:aws:iam::123456789012:role/cluster"
    node_role_arn       = "arn:aws:iam::123456789012:role/node"
    deployer_role_arn   = "arn:aws:iam::123456789012:role/deployer"
    subnet_ids          = ["subnet-1", "subnet-2"]
    node_instance_types = ["m7i.large"]
    node_count          = 0
    node_count_max      = 9
  }
  assert {
    condition     = aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions == false
    error_message = "Whoever created the cluster must have no hidden rights."
  }
  assert {
    condition     = aws_eks_access_entry.deployer.principal_arn == "arn:aws:iam::123456789012:role/deployer"
    error_message = "The deployer's role is the one with access."
  }
  assert {
    condition     = aws_launch_template.nodes.metadata_options[0].http_tokens == "required"
    error_message = "Pods must not read a node's credentials."
  }
}

run "a_balancer_with_a_certificate_sends_people_to_it" {
  command = plan
  module {
    source = "../modules/load-balancer"
  }
  variables {
    name                   = "konecta-erp-dev-dr-alb"
    vpc_id                 = "vpc-1"
    subnet_ids             = ["subnet-1", "subnet-2"]
    node_security_group_id = "sg-1"
    autoscaling_group_name = "nodes"
    node_port              = 30080
    health_path            = "/health"
    certificate_arn        = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  }
  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect"
    error_message = "With a certificate, port 80 only redirects."
  }
  assert {
    condition     = length(aws_lb_listener.https) == 1
    error_message = "Port 443 serves."
  }
}

run "a_balancer_without_one_serves_on_80" {
  command = plan
  module {
    source = "../modules/load-balancer"
  }
  variables {
    name                   = "konecta-erp-dev-dr-alb"
    vpc_id                 = "vpc-1"
    subnet_ids             = ["subnet-1", "subnet-2"]
    node_security_group_id = "sg-1"
    autoscaling_group_name = "nodes"
    node_port              = 30080
    health_path            = "/health"
  }
  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "forward" && length(aws_lb_listener.https) == 0
    error_message = "Without a certificate, port 80 is all there is."
  }
}

run "a_fenced_database_reaches_nobody" {
  command = plan
  module {
    source = "../modules/closed-security-group"
  }
  variables {
    name   = "konecta-erp-dev-closed"
    vpc_id = "vpc-1"
  }
  assert {
    condition     = length(aws_security_group.closed.ingress) == 0 && length(aws_security_group.closed.egress) == 0
    error_message = "The closed group has no rule."
  }
}

run "the_switch_is_inverted_and_asks_no_balancer" {
  command = plan
  module {
    source = "../modules/traffic-switch"
  }
  variables {
    zone_id           = "Z1"
    record_name       = "erp.konecta.example"
    switch_host       = "bucket.s3.eu-west-1.amazonaws.com"
    switch_key        = "traffic/konecta-erp"
    primary_balancer  = { dns_name = "a.example", zone_id = "Z2" }
    recovery_balancer = { dns_name = "b.example", zone_id = "Z3" }
  }
  assert {
    condition     = aws_route53_health_check.switch.invert_healthcheck && aws_route53_health_check.switch.resource_path == "/traffic/konecta-erp"
    error_message = "The object's presence must make the primary unhealthy."
  }
  assert {
    condition     = !aws_route53_record.primary.alias[0].evaluate_target_health && !aws_route53_record.secondary[0].alias[0].evaluate_target_health
    error_message = "A balancer that turns green must not move traffic back: it is latched."
  }
}

run "alarms_of_the_document" {
  command = plan
  module {
    source = "../modules/recovery-alarms"
  }
  variables {
    plan        = "konecta-erp"
    stage       = "dev"
    database_id = "konecta-erp-dev"
    balancer    = { arn_suffix = "app/x/1", target_group_arn_suffix = "targetgroup/x/1" }
  }
  assert {
    condition     = aws_sns_topic.recovery.name == "konecta-erp-dr-topic"
    error_message = "The topic that dr-failover is subscribed to."
  }
  assert {
    condition     = alltrue([for alarm in [aws_cloudwatch_metric_alarm.database[0], aws_cloudwatch_metric_alarm.balancer[0]] : alarm.treat_missing_data == "breaching"])
    error_message = "What is gone sends no data, and must not go unnoticed."
  }
}

run "a_region_without_alarms_has_the_topic" {
  command = plan
  module {
    source = "../modules/recovery-alarms"
  }
  variables {
    plan  = "konecta-erp"
    stage = "dev"
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.database) + length(aws_cloudwatch_metric_alarm.balancer) == 0
    error_message = "No alarm without what it would watch."
  }
}
