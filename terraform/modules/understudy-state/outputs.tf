output "table_name" {
  value = aws_dynamodb_table.state.name
}

output "notification_topic_arn" {
  value = module.notifications.topic_arn
}
