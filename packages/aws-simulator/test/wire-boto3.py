"""Speaks to the endpoint with boto3 as its users do, and prints what it understood as JSON."""

import json
import sys

import boto3
import botocore.model
from botocore.exceptions import ClientError

endpoint = sys.argv[1]


def client(name):
    return boto3.client(name, endpoint_url=endpoint)


def told(response):
    return {key: value for key, value in response.items() if key != "ResponseMetadata"}


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"type": type(error).__name__, "status": status, **error.response["Error"]}
    return "accepted"


def cloudwatch(protocol):
    """CloudWatch in the protocol that a botocore of another age would choose."""
    botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = [protocol]
    monitoring = client("cloudwatch")
    data = [{"MetricName": f"m{n}", "Value": n, "Unit": "Count"} for n in range(500)]
    monitoring.put_metric_data(Namespace="understudy", MetricData=data)
    state = {"AlarmName": "x", "StateValue": "OK", "StateReason": "r"}
    return {
        "alarms": told(monitoring.describe_alarms(AlarmNames=["jupiter"])),
        "refusal": refusal(monitoring.set_alarm_state, **state),
    }


ec2, elb, sns, sqs = client("ec2"), client("elbv2"), client("sns"), client("sqs")
dynamodb, functions, dns = client("dynamodb"), client("lambda"), client("route53")
filters = [{"Name": "tag:service", "Values": ["jupiter", "a&b <é>"]}]
change = {"Action": "UPSERT", "ResourceRecordSet": {"Name": "a.", "Type": "A", "TTL": 5}}
key = {"id": {"S": "é"}, "raw": {"B": b"\x00\xff"}}
invoked = functions.invoke(FunctionName="recovery", Payload=b'{"a":"\xc3\xbc"}')

result = {
    "instances": told(ec2.describe_instances(Filters=filters)),
    "stop": refusal(ec2.stop_instances, InstanceIds=["i-1"]),
    "health": refusal(elb.describe_target_health, TargetGroupArn="arn"),
    "register": told(elb.register_targets(TargetGroupArn="arn", Targets=[{"Id": "i-1", "Port": 80}])),
    "publish": told(sns.publish(TopicArn="arn", Message="a b+c&é")),
    "topic": told(sns.get_topic_attributes(TopicArn="arn")),
    "queue": refusal(sqs.get_queue_url, QueueName="q"),
    "queues": told(sqs.list_queues()),
    "item": told(dynamodb.get_item(TableName="t", Key=key)),
    "put": refusal(dynamodb.put_item, TableName="t", Item=key),
    "invoked": {
        "status": invoked["StatusCode"],
        "error": invoked["FunctionError"],
        "payload": invoked["Payload"].read().decode(),
    },
    "function": refusal(functions.get_function, FunctionName="arn:aws:lambda:x:1:function:f"),
    "records": told(dns.list_resource_record_sets(HostedZoneId="/hostedzone/Z1")),
    "change": told(
        dns.change_resource_record_sets(
            HostedZoneId="Z1", ChangeBatch={"Comment": "fine <>", "Changes": [change]}
        )
    ),
    "badChange": refusal(
        dns.change_resource_record_sets,
        HostedZoneId="Z1",
        ChangeBatch={"Comment": "bad", "Changes": [change]},
    ),
    "events": told(client("events").put_events(Entries=[{"Source": "s", "Detail": "{}"}])),
    "identity": told(client("sts").get_caller_identity()),
    "presigned": client("sts").generate_presigned_url("get_caller_identity"),
    "cloudwatch": {name: cloudwatch(name) for name in ["json", "query", "smithy-rpc-v2-cbor"]},
}
print(json.dumps(result, default=lambda value: value.decode("latin1") if isinstance(value, bytes) else value.isoformat()))
