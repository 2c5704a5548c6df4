output "url" {
  value      = aws_ecr_repository.this.repository_url
  depends_on = [aws_ecr_repository_policy.this]
}
