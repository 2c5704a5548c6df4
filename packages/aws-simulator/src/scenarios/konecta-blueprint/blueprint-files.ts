/** The blueprint's Terraform, without the AWS provider: `terraform_data` and a script of its own. */

export const MAIN = `# A stand-in for terraform/blueprints/dr-region on a simulated AWS: the same names, variables and
# outputs. Terraform's own terraform_data stands for each resource; a script asks the simulator for
# it over HTTP and waits as long as the simulated AWS takes. Real are the plan, the state, the lock.
terraform {
  required_version = ">= 1.10"
}

locals {
  # All that the script needs beside what Terraform's own environment says (region, endpoint, keys).
  environment = {
    ACCOUNT       = var.account
    CLUSTER       = var.cluster_name
    BALANCER      = var.balancer_name
    TARGET_GROUP  = var.target_group_name
    DEPLOYER_ROLE = var.deployer_role_arn
    NODES         = var.node_count
    NODE_PORT     = var.node_port
    HEALTH_PATH   = var.health_path
  }
}

resource "terraform_data" "balancer" {
  input = var.balancer_name

  provisioner "local-exec" {
    interpreter = ["bash"]
    command     = "\${path.module}/simulated.sh"
    environment = merge(local.environment, { PART = "balancer", FACTS = "\${path.module}/facts-\${self.id}" })
  }
}

resource "terraform_data" "cluster" {
  input = var.cluster_name

  provisioner "local-exec" {
    interpreter = ["bash"]
    command     = "\${path.module}/simulated.sh"
    environment = merge(local.environment, { PART = "cluster", FACTS = "\${path.module}/facts-\${self.id}" })
  }
}

resource "terraform_data" "access_entry" {
  input = terraform_data.cluster.output

  provisioner "local-exec" {
    interpreter = ["bash"]
    command     = "\${path.module}/simulated.sh"
    environment = merge(local.environment, { PART = "access-entry" })
  }
}

resource "terraform_data" "nodes" {
  count = var.pilot_light ? 0 : 1
  input = terraform_data.cluster.output

  provisioner "local-exec" {
    interpreter = ["bash"]
    command     = "\${path.module}/simulated.sh"
    environment = merge(local.environment, { PART = "nodes" })
  }

  depends_on = [terraform_data.balancer]
}

# The latch of the real blueprint: what serves is not prepared again.
resource "terraform_data" "serving" {
  count = var.pilot_light ? 0 : 1
  input = "\${var.cluster_name} serves"

  lifecycle {
    prevent_destroy = true
  }
}

# What the simulator answered. A resource's id is known only after its provisioner, so the files are
# read then; afterwards the values are the state's, and the files may be gone.
resource "terraform_data" "facts" {
  input = {
    balancer_dns     = try(trimspace(file("\${path.module}/facts-\${terraform_data.balancer.id}")), "")
    cluster_endpoint = try(trimspace(file("\${path.module}/facts-\${terraform_data.cluster.id}")), "")
  }

  lifecycle {
    ignore_changes       = [input]
    replace_triggered_by = [terraform_data.balancer, terraform_data.cluster]
  }
}

output "cluster_name" {
  value = terraform_data.cluster.output
}

output "cluster_endpoint" {
  value = terraform_data.facts.output.cluster_endpoint
}

output "balancer_dns" {
  value = terraform_data.facts.output.balancer_dns
}
`;

export const VARIABLES = `variable "region" {
  type = string
}

variable "account" {
  type = string
}

variable "plan" {
  type = string
}

variable "stage" {
  type = string
}

variable "pilot_light" {
  description = "True in peace time: everything but nodes."
  type        = bool
  default     = false
}

variable "cluster_name" {
  type = string
}

variable "balancer_name" {
  type = string
}

variable "target_group_name" {
  type = string
}

variable "deployer_role_arn" {
  type = string
}

variable "node_count" {
  type    = number
  default = 2

  validation {
    condition     = var.node_count >= 1
    error_message = "Expected one node or more: peace time is told by pilot_light."
  }
}

variable "node_port" {
  type    = number
  default = 30080
}

variable "health_path" {
  type    = string
  default = "/health"
}
`;

export const SCRIPT = `# Asks a simulated AWS for one part of the recovery region, and waits until it is there. Each part
# looks first: what an interrupted run left is taken over. Nothing but bash is needed.
set -euo pipefail

authority=\${AWS_ENDPOINT_URL#http://}
authority=\${authority%%/*}
host=\${authority%:*}
port=\${authority##*:}
polls_max=3600

die() { echo "$*" >&2; exit 1; }

# request METHOD PATH SERVICE CONTENT_TYPE BODY: sets status and body. The simulator believes every
# signature; what counts is whose key it names, and which service.
request() {
  local scope="$AWS_ACCESS_KEY_ID/20260101/$AWS_REGION/$3/aws4_request" answer
  exec 3<> "/dev/tcp/$host/$port" || die "Expected the simulated AWS at $AWS_ENDPOINT_URL, found nobody."
  printf '%s %s HTTP/1.1\\r\\nHost: %s\\r\\nAuthorization: AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=host, Signature=0\\r\\nX-Amz-Date: 20260101T000000Z\\r\\nContent-Type: %s\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' \\
    "$1" "$2" "$authority" "$scope" "$4" "\${#5}" "$5" >&3
  IFS= read -r -d '' answer <&3 || true
  exec 3>&-
  status=\${answer:9:3}
  body=\${answer#*$'\\r\\n\\r\\n'}
}

eks() { request "$1" "$2" eks application/json "\${3:-}"; }

elb() { request POST / elasticloadbalancing application/x-www-form-urlencoded "Version=2015-12-01&$1"; }

ec2() { request POST / ec2 application/x-www-form-urlencoded "Version=2016-11-15&$1"; }

succeeded() { [ "$status" = 200 ] || die "$1: $status $body"; }

# field NAME: the text of an element of XML, or of a member of JSON.
field() {
  [[ $body =~ \\<$1\\>([^\\<]*) ]] || [[ $body =~ \\"$1\\":\\"([^\\"]*)\\" ]] || die "Expected $1 in: $body"
  printf '%s' "\${BASH_REMATCH[1]}"
}

# until_active WHAT PATH: polls, as a provider does.
until_active() {
  local poll state
  for ((poll = 0; poll < polls_max; poll++)); do
    eks GET "$2"
    succeeded "$1"
    state=$(field status)
    case $state in
      ACTIVE) return ;;
      CREATING | UPDATING) sleep 0.5 ;;
      *) die "$1 is $state: $body" ;;
    esac
  done
  die "$1 is still $state after $polls_max looks."
}

make_cluster() {
  eks GET "/clusters/$CLUSTER"
  if [ "$status" = 404 ]; then
    eks POST /clusters "{\\"name\\":\\"$CLUSTER\\",\\"roleArn\\":\\"arn:aws:iam::$ACCOUNT:role/$CLUSTER-cluster\\",\\"resourcesVpcConfig\\":{},\\"accessConfig\\":{\\"authenticationMode\\":\\"API\\",\\"bootstrapClusterCreatorAdminPermissions\\":false},\\"tags\\":{\\"understudy:managed\\":\\"true\\"}}"
    succeeded "Creating the cluster $CLUSTER"
  fi
  until_active "The cluster $CLUSTER" "/clusters/$CLUSTER"
  field endpoint > "$FACTS"
}

make_access_entry() {
  eks POST "/clusters/$CLUSTER/access-entries" "{\\"principalArn\\":\\"$DEPLOYER_ROLE\\"}"
  [ "$status" = 409 ] || succeeded "Letting $DEPLOYER_ROLE in"
  local escaped=\${DEPLOYER_ROLE//:/%3A}
  eks POST "/clusters/$CLUSTER/access-entries/\${escaped//\\//%2F}/access-policies" '{"policyArn":"arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy","accessScope":{"type":"cluster"}}'
  succeeded "Giving $DEPLOYER_ROLE its policy"
}

make_balancer() {
  elb "Action=DescribeLoadBalancers&Names.member.1=$BALANCER"
  if [ "$status" != 200 ]; then
    elb "Action=CreateLoadBalancer&Name=$BALANCER"
    succeeded "Creating the balancer $BALANCER"
  fi
  local balancer group
  balancer=$(field LoadBalancerArn)
  field DNSName > "$FACTS"
  elb "Action=DescribeTargetGroups&Names.member.1=$TARGET_GROUP"
  if [ "$status" != 200 ]; then
    elb "Action=CreateTargetGroup&Name=$TARGET_GROUP&Protocol=HTTP&Port=$NODE_PORT&HealthCheckPath=$HEALTH_PATH&HealthCheckIntervalSeconds=10&HealthyThresholdCount=2"
    succeeded "Creating the target group $TARGET_GROUP"
  fi
  group=$(field TargetGroupArn)
  elb "Action=DescribeListeners&LoadBalancerArn=$balancer"
  if [[ $body != *ListenerArn* ]]; then
    elb "Action=CreateListener&LoadBalancerArn=$balancer&Port=443&Protocol=HTTPS&DefaultActions.member.1.Type=forward&DefaultActions.member.1.TargetGroupArn=$group"
    succeeded "Creating the listener of $BALANCER"
  fi
}

make_nodes() {
  eks GET "/clusters/$CLUSTER/node-groups/default"
  if [ "$status" = 404 ]; then
    eks POST "/clusters/$CLUSTER/node-groups" "{\\"nodegroupName\\":\\"default\\",\\"nodeRole\\":\\"arn:aws:iam::$ACCOUNT:role/$CLUSTER-node\\",\\"subnets\\":[],\\"scalingConfig\\":{\\"minSize\\":$NODES,\\"desiredSize\\":$NODES,\\"maxSize\\":$((2 * NODES))}}"
    succeeded "Creating the nodes of $CLUSTER"
  fi
  until_active "The node group of $CLUSTER" "/clusters/$CLUSTER/node-groups/default"
  elb "Action=DescribeTargetGroups&Names.member.1=$TARGET_GROUP"
  succeeded "The target group $TARGET_GROUP"
  local group targets='' count=0 rest
  group=$(field TargetGroupArn)
  ec2 "Action=DescribeInstances&Filter.1.Name=tag:eks:cluster-name&Filter.1.Value.1=$CLUSTER"
  succeeded "The nodes of $CLUSTER"
  rest=$body
  while [[ $rest =~ \\<instanceId\\>(i-[0-9a-f]+) ]]; do
    count=$((count + 1))
    targets="$targets&Targets.member.$count.Id=\${BASH_REMATCH[1]}"
    rest=\${rest#*"\${BASH_REMATCH[0]}"}
  done
  [ "$count" -gt 0 ] || die "Expected nodes of $CLUSTER, found none."
  # In AWS the nodes' scaling group does this, with a role of its own.
  AWS_ACCESS_KEY_ID=autoscaling elb "Action=RegisterTargets&TargetGroupArn=$group$targets"
  succeeded "Putting $count nodes behind $BALANCER"
}

case $PART in
  balancer) make_balancer ;;
  cluster) make_cluster ;;
  access-entry) make_access_entry ;;
  nodes) make_nodes ;;
  *) die "Expected balancer, cluster, access-entry or nodes, found $PART." ;;
esac
echo "$PART: done"
`;
