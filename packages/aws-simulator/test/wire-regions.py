"""Asks RDS and EKS of two regions with boto3 as its users do, and prints what it understood as JSON."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, phase = sys.argv[1], sys.argv[2]
PRIMARY, RECOVERY = "us-east-1", "eu-west-1"
REPLICA = "konecta-erp-dev-replica"
CLUSTER = "konecta-erp-dev-dr"
ROLE = "arn:aws:iam::123456789012:role/cluster"


def client(name, region):
    return boto3.client(name, endpoint_url=endpoint, region_name=region)


def told(response):
    return {key: value for key, value in response.items() if key != "ResponseMetadata"}


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"type": type(error).__name__, "status": status, **error.response["Error"]}
    return "accepted"


rds, old, eks = client("rds", RECOVERY), client("rds", PRIMARY), client("eks", RECOVERY)


def database(source, name):
    return source.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def before():
    pages = old.get_paginator("describe_db_instances").paginate(PaginationConfig={"PageSize": 20})
    return {
        "replica": database(rds, REPLICA),
        "all": [one["DBInstanceIdentifier"] for page in pages for one in page["DBInstances"]],
        "absent": refusal(rds.describe_db_instances, DBInstanceIdentifier="nobody"),
        "stop": refusal(old.stop_db_instance, DBInstanceIdentifier="konecta-erp-dev"),
        "promoted": told(rds.promote_read_replica(DBInstanceIdentifier=REPLICA)),
        "again": refusal(rds.promote_read_replica, DBInstanceIdentifier=REPLICA),
        "snapshot": told(
            old.create_db_snapshot(
                DBInstanceIdentifier="konecta-erp-dev", DBSnapshotIdentifier="before"
            )
        ),
        "created": told(
            eks.create_cluster(name=CLUSTER, roleArn=ROLE, resourcesVpcConfig={"subnetIds": []})
        ),
        "twice": refusal(eks.create_cluster, name=CLUSTER, roleArn=ROLE, resourcesVpcConfig={}),
        "early": refusal(
            eks.create_nodegroup,
            clusterName=CLUSTER,
            nodegroupName="default",
            nodeRole=ROLE,
            subnets=["subnet-1"],
        ),
    }


def after():
    eks.get_waiter("cluster_active").wait(name=CLUSTER, WaiterConfig={"MaxAttempts": 1})
    rds.get_waiter("db_instance_available").wait(
        DBInstanceIdentifier=REPLICA, WaiterConfig={"MaxAttempts": 1}
    )
    return {
        "replica": database(rds, REPLICA),
        "snapshots": told(old.describe_db_snapshots(DBSnapshotIdentifier="before")),
        "events": told(rds.describe_events(SourceIdentifier=REPLICA, SourceType="db-instance")),
        "cluster": told(eks.describe_cluster(name=CLUSTER)),
        "nodegroup": told(
            eks.create_nodegroup(
                clusterName=CLUSTER,
                nodegroupName="default",
                nodeRole=ROLE,
                subnets=["subnet-1"],
                scalingConfig={"minSize": 1, "desiredSize": 3, "maxSize": 4},
            )
        ),
        "entries": told(eks.list_access_entries(clusterName=CLUSTER)),
        "noEntry": refusal(eks.describe_access_entry, clusterName=CLUSTER, principalArn=ROLE),
        "entry": told(
            eks.create_access_entry(clusterName=CLUSTER, principalArn=ROLE, kubernetesGroups=["g"])
        ),
    }


print(json.dumps(before() if phase == "before" else after(), default=lambda value: value.isoformat()))
