region         = "eu-west-1"
plan           = "konecta-erp"
stage          = "dev"
cluster_name   = "konecta-erp-dev-dr"
balancer_name  = "konecta-erp-dev-dr-alb"
network_cidr   = "10.40.0.0/16"
node_count     = 3
node_count_max = 9
