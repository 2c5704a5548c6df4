region       = "eu-west-1"
stage        = "dev"
plan         = "konecta-erp"
cluster_name = "konecta-erp-dev-dr"

# Identifiers of what stands already. These are examples; Z35SXDOTRQ7X7K and Z32O12XQLNTSW2 are the
# zones of every balancer of us-east-1 and eu-west-1.
traffic = {
  zone_id     = "Z0123456789ABCDEFGHIJ"
  record_name = "erp.konecta.example"
  primary_balancer = {
    dns_name = "konecta-erp-dev-alb-0123456789.us-east-1.elb.amazonaws.com"
    zone_id  = "Z35SXDOTRQ7X7K"
  }
  recovery_balancer = {
    dns_name = "konecta-erp-dev-dr-alb-0123456789.eu-west-1.elb.amazonaws.com"
    zone_id  = "Z32O12XQLNTSW2"
  }
}
