output "vpc_id" {
  value = aws_vpc.this.id
}

output "cidr" {
  value = aws_vpc.this.cidr_block
}

output "private_subnet_ids" {
  # Usable only with their way out: a node that starts earlier cannot join its cluster.
  value      = aws_subnet.private[*].id
  depends_on = [aws_route.out, aws_route_table_association.private]
}

output "public_subnet_ids" {
  value      = aws_subnet.public[*].id
  depends_on = [aws_route.internet, aws_route_table_association.public]
}

output "private_route_table_ids" {
  value = aws_route_table.private[*].id
}
