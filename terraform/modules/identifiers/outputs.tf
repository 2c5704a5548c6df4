output "names" {
  value = sort([for parameter in aws_ssm_parameter.this : parameter.name])
}
