output "subnet_ids" {
  value      = aws_subnet.this[*].id
  depends_on = [aws_route.internet, aws_route_table_association.this]
}

output "security_group_id" {
  value      = aws_security_group.task.id
  depends_on = [aws_vpc_security_group_egress_rule.aws]
}
