output "table_name" {
  value = aws_dynamodb_table.state.name
}

output "notification_topic_arn" {
  value = aws_sns_topic.notifications.arn
}
