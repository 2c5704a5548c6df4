output "cluster_role_arn" {
  value      = aws_iam_role.this["cluster"].arn
  depends_on = [aws_iam_role_policy_attachment.this]
}

output "node_role_arn" {
  value      = aws_iam_role.this["node"].arn
  depends_on = [aws_iam_role_policy_attachment.this]
}
