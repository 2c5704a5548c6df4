# The topic that dr-failover listens to, and the two alarms of the document that speak to it: the
# database stopped working, the load balancer gives no response.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_sns_topic" "recovery" {
  name              = "${var.plan}-dr-topic"
  kms_master_key_id = var.kms_key_arn
}

data "aws_caller_identity" "this" {}

# A topic's default policy lets alarms of the own account publish only by a condition on the owner;
# said outright, and with the source's account, it is no other account's way in.
data "aws_iam_policy_document" "topic" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.recovery.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "recovery" {
  arn    = aws_sns_topic.recovery.arn
  policy = data.aws_iam_policy_document.topic.json
}

# A database that works reports its connections every minute. None reported is a database that does
# not work, or a region whose monitoring does not: the observers tell which.
resource "aws_cloudwatch_metric_alarm" "database" {
  count = var.database_id == null ? 0 : 1

  alarm_name          = "${var.plan}-${var.stage}-database-health"
  alarm_description   = "The database ${coalesce(var.database_id, "none")} stopped working"
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  statistic           = "SampleCount"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  dimensions          = { DBInstanceIdentifier = var.database_id }
  alarm_actions       = [aws_sns_topic.recovery.arn]
  ok_actions          = [aws_sns_topic.recovery.arn]
}

# Healthy targets as the balancer itself counts them: none is no response to anybody.
resource "aws_cloudwatch_metric_alarm" "balancer" {
  count = var.balancer == null ? 0 : 1

  alarm_name          = "${var.plan}-${var.stage}-balancer-health"
  alarm_description   = "The load balancer gives no response"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  dimensions = {
    LoadBalancer = var.balancer.arn_suffix
    TargetGroup  = var.balancer.target_group_arn_suffix
  }
  alarm_actions = [aws_sns_topic.recovery.arn]
  ok_actions    = [aws_sns_topic.recovery.arn]
}
