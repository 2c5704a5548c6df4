# Where terraform-runner's Fargate task runs when an apply cannot fit a function's 15 minutes: a
# network of its own, so that it depends on nothing that it builds.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

# Without the zones that one has to opt in to: no cluster can span those.
data "aws_availability_zones" "open" {
  #checkov:skip=CKV_AWS_394:Names are sorted and the first ones taken: a new zone comes last and changes nothing.
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs need a role or a bucket of their own, and say nothing that a recovery asks. Turn them on where the account's rules want them.
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

# Two zones: one may be short of capacity on the day. The task gets an address of its own for its
# minutes, which needs no NAT gateway in peace time.
resource "aws_subnet" "this" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = data.aws_availability_zones.open.names[count.index]
  cidr_block        = cidrsubnet(var.cidr, 1, count.index)
  tags              = { Name = "${var.name}-${count.index}" }
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "this" {
  count = 2

  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this.id
}

# Out by HTTPS to AWS; nothing in.
resource "aws_security_group" "task" {
  #checkov:skip=CKV2_AWS_5:Attached to the task when it runs.
  name        = "${var.name}-task"
  description = "terraform-runner speaks to AWS, and nobody to it."
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-task" }
}

resource "aws_vpc_security_group_egress_rule" "aws" {
  security_group_id = aws_security_group.task.id
  description       = "HTTPS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
