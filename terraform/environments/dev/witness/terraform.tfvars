region = "eu-central-1"
stage  = "dev"
plan   = "konecta-erp"
