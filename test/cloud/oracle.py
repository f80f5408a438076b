"""Drives LocalCloud through boto3, and prints what it saw as JSON. Arguments: endpoint, allocation ID, two instance IDs."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, allocation, primary, standby = sys.argv[1:5]
session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-west-1")
client = lambda name: session.client(name, endpoint_url=endpoint)


def error_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None


ec2 = client("ec2")
seen = {}
seen["account"] = client("sts").get_caller_identity()["Account"]
association = ec2.associate_address(AllocationId=allocation, InstanceId=primary)["AssociationId"]
address = ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]
seen["associated"] = address["AssociationId"] == association and address["InstanceId"] == primary
pages = ec2.get_paginator("describe_instances").paginate(Filters=[{"Name": "tag:Name", "Values": ["DC1-SP?"]}])
seen["instances"] = [i["PrivateIpAddress"] for page in pages for r in page["Reservations"] for i in r["Instances"]]
seen["stopping"] = ec2.stop_instances(InstanceIds=[standby])["StoppingInstances"][0]["CurrentState"]["Name"]
ec2.get_waiter("instance_stopped").wait(InstanceIds=[standby], WaiterConfig={"Delay": 0, "MaxAttempts": 200})
launched = ec2.describe_instances(InstanceIds=[standby])["Reservations"][0]["Instances"][0]["LaunchTime"]
seen["launched"] = launched.tzinfo is not None
seen["errors"] = [
    error_of(ec2.associate_address, AllocationId="eipalloc-0123456789abcdef0", InstanceId=primary),
    error_of(ec2.start_instances, InstanceIds=["i-nonsense"]),
    error_of(ec2.stop_instances, InstanceIds=[primary], DryRun=True),
    error_of(client("events").describe_rule, Name="none"),
    error_of(client("cloudwatch").set_alarm_state, AlarmName="none", StateValue="OK", StateReason="test"),
    error_of(client("logs").get_log_events, logGroupName="none", logStreamName="none"),
    error_of(client("lambda").invoke, FunctionName="none"),
]
sqs = client("sqs")
url = sqs.list_queues()["QueueUrls"][0]
sqs.send_message(QueueUrl=url, MessageBody="hello")
seen["letter"] = sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]
seen["image"] = client("ssm").get_parameter(Name="/aws/service/debian/release/12/latest/amd64")["Parameter"]["Value"]
print(json.dumps(seen))
