output "name" {
  # Of use when somebody may deploy to it.
  value      = aws_eks_cluster.this.name
  depends_on = [aws_eks_access_policy_association.deployer]
}

output "endpoint" {
  value = aws_eks_cluster.this.endpoint
}

output "security_group_id" {
  description = "The group of the control plane and of every node."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "autoscaling_group_name" {
  description = "Where the balancer finds the nodes."
  value       = aws_eks_node_group.workers.resources[0].autoscaling_groups[0].name
}
