# What a module does not take, it refuses in a plan, with a sentence. Not in an apply, half way.
provider "aws" {
  region = "eu-west-1"
}

run "a_network_too_small_for_its_subnets" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    name = "x"
    cidr = "10.40.0.0/24"
  }
  expect_failures = [var.cidr]
}

run "a_network_of_one_zone" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    name       = "x"
    cidr       = "10.40.0.0/16"
    zone_count = 1
  }
  expect_failures = [var.zone_count]
}

run "a_network_with_no_way_out" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    name              = "x"
    cidr              = "10.40.0.0/16"
    nat_gateway_count = 0
  }
  expect_failures = [var.nat_gateway_count]
}

run "more_nodes_than_there_may_be" {
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
    node_count          = 10
    node_count_max      = 9
  }
  expect_failures = [var.node_count_max]
}

run "a_balancer_whose_target_group_has_no_name_left" {
  command = plan
  module {
    source = "../modules/load-balancer"
  }
  variables {
    name                   = "a-name-of-twenty-seven-chars"
    vpc_id                 = "vpc-1"
    subnet_ids             = ["subnet-1", "subnet-2"]
    node_security_group_id = "sg-1"
    autoscaling_group_name = "nodes"
    node_port              = 30080
    health_path            = "/health"
  }
  expect_failures = [var.name]
}

run "a_port_that_no_service_can_have" {
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
    node_port              = 80
    health_path            = "/health"
  }
  expect_failures = [var.node_port]
}

run "a_group_that_is_named_like_an_identifier" {
  command = plan
  module {
    source = "../modules/closed-security-group"
  }
  variables {
    name   = "sg-konecta-closed"
    vpc_id = "vpc-1"
  }
  expect_failures = [var.name]
}

run "an_identifier_without_a_value" {
  command = plan
  module {
    source = "../modules/identifiers"
  }
  variables {
    stage  = "dev"
    values = { "konecta-erp/bucket" = "" }
  }
  expect_failures = [var.values]
}

run "health_checkers_in_too_few_regions" {
  command = plan
  module {
    source = "../modules/traffic-switch"
  }
  variables {
    zone_id          = "Z1"
    record_name      = "erp.konecta.example"
    switch_host      = "bucket.s3.eu-west-1.amazonaws.com"
    switch_key       = "traffic/konecta-erp"
    primary_balancer = { dns_name = "a.example", zone_id = "Z2" }
    checker_regions  = ["eu-west-1"]
  }
  expect_failures = [var.checker_regions]
}
