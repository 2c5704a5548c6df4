# The way from the new network to the database, which stands in one of its own: the replica was there
# long before.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_vpc_peering_connection" "this" {
  vpc_id      = var.vpc_id
  peer_vpc_id = var.database.vpc_id
  auto_accept = true
  tags        = { Name = var.name }

  requester {
    allow_remote_vpc_dns_resolution = true
  }

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_route" "there" {
  count = length(var.route_table_ids)

  route_table_id            = var.route_table_ids[count.index]
  destination_cidr_block    = var.database.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}

resource "aws_route" "back" {
  for_each = toset(var.database.route_table_ids)

  route_table_id            = each.value
  destination_cidr_block    = var.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}

# By address: a group of the other network can be named only once the peering stands.
resource "aws_vpc_security_group_ingress_rule" "nodes" {
  security_group_id = var.database.security_group_id
  description       = "The recovery region's nodes"
  cidr_ipv4         = var.cidr
  ip_protocol       = "tcp"
  from_port         = var.database.port
  to_port           = var.database.port
}
