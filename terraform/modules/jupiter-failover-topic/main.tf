# The topic that Understudy's router listens to, and the alarms of each service that speak to it.
# The subscription and its permission are Understudy's own, made by `sls deploy`.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_sns_topic" "failover" {
  name              = "jupiter-failover-topic"
  kms_master_key_id = var.kms_key_arn
}

# Missing data is breaching: an instance that is stopped sends none, and must not go unnoticed.
resource "aws_cloudwatch_metric_alarm" "primary_health" {
  for_each = var.services

  alarm_name          = "${each.key}-primary-health"
  alarm_description   = "Status checks of ${each.key}-primary"
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  dimensions          = { InstanceId = each.value.primary_instance_id }
  alarm_actions       = [aws_sns_topic.failover.arn]
  ok_actions          = [aws_sns_topic.failover.arn]
}

# An application load balancer: its namespace, and both dimensions.
resource "aws_cloudwatch_metric_alarm" "service_health" {
  for_each = var.services

  alarm_name          = "${each.key}-service-health"
  alarm_description   = "Healthy targets of ${each.key}"
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.failover.arn]
  ok_actions          = [aws_sns_topic.failover.arn]

  metric_query {
    id          = "m1"
    return_data = true

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HealthyHostCount"
      stat        = "Average"
      period      = 60
      dimensions = {
        TargetGroup  = each.value.target_group_arn_suffix
        LoadBalancer = each.value.load_balancer_arn_suffix
      }
    }
  }
}
