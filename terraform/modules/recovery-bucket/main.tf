# What a recovery reads and writes in its own region: blueprint, manifests, Terraform's state, and the
# object whose presence moves the traffic.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV2_AWS_62:Nothing acts on its objects but what is told to.
  #checkov:skip=CKV_AWS_144:It belongs to its region: replicas would be backups, never backends.
  #checkov:skip=CKV_AWS_145:Under a key of yours Route 53 could not read the switch, and traffic would stay.
  #checkov:skip=CKV_AWS_18:Who changed what is in CloudTrail; a second bucket for logs is the account's choice.
  bucket = var.name

  lifecycle {
    prevent_destroy = true
  }
}

# A pinned version of the blueprint must stay, and a state must be able to go back.
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

# S3's own key: an object under a key of yours could not be read by Route 53, and traffic would stay.
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days           = 400
      newer_noncurrent_versions = 20
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

# Route 53 looks from fixed addresses: the one object that it reads is open to these alone, so the
# bucket is not public in the sense of the block above.
data "aws_ip_ranges" "health_checkers" {
  services = ["route53_healthchecks"]
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "HealthCheckersReadTheSwitch"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this.arn}/${var.switch_key}"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = data.aws_ip_ranges.health_checkers.cidr_blocks
    }
  }

  statement {
    sid       = "OnlyEncryptedConnections"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json

  depends_on = [aws_s3_bucket_public_access_block.this]
}
