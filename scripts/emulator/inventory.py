"""
Prints as JSON what an account holds: by type of CloudFormation and physical id, the properties in the words of
CloudFormation, and under "identity" what would differ had the resource been replaced. Asks through boto3 at
AWS_ENDPOINT_URL.
"""

import ast
import functools
import json
import sys
from collections.abc import Callable, Iterator

import boto3
from botocore.exceptions import ClientError

client = functools.cache(boto3.client)
Resource = tuple[str, dict, object]


def listed(service: str, operation: str, key: str, **request: object) -> Iterator:
    """What an operation lists, on all its pages."""
    if client(service).can_paginate(operation):
        for page in client(service).get_paginator(operation).paginate(**request):
            yield from page.get(key, [])
    else:
        yield from getattr(client(service), operation)(**request).get(key, [])


def picked(source: dict, *names: str) -> dict:
    return {name: source[name] for name in names if name in source}


def unless_absent(error: ClientError, code: str) -> None:
    """Raises an error again, unless it says that there is no such thing."""
    if error.response["Error"]["Code"] != code:
        raise error


def buckets() -> Iterator[Resource]:
    s3 = client("s3")
    for bucket in listed("s3", "list_buckets", "Buckets"):
        name = bucket["Name"]
        properties = {}
        try:
            rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
            kept = [picked(rule, "ServerSideEncryptionByDefault") for rule in rules]
            properties["BucketEncryption"] = {"ServerSideEncryptionConfiguration": kept}
        except ClientError as error:
            unless_absent(error, "ServerSideEncryptionConfigurationNotFoundError")
        try:
            block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
            properties["PublicAccessBlockConfiguration"] = block
        except ClientError as error:
            unless_absent(error, "NoSuchPublicAccessBlockConfiguration")
        yield name, properties, str(bucket["CreationDate"])


def log_groups() -> Iterator[Resource]:
    for group in listed("logs", "describe_log_groups", "logGroups"):
        properties = {"LogGroupName": group["logGroupName"], "RetentionInDays": group.get("retentionInDays")}
        yield group["logGroupName"], properties, group["creationTime"]


def functions() -> Iterator[Resource]:
    kept = (
        "FunctionName Handler Runtime MemorySize Timeout Architectures Description Role Environment TracingConfig "
        "KmsKeyArn Layers LoggingConfig DeadLetterConfig EphemeralStorage"
    ).split()
    for function in listed("lambda", "list_functions", "Functions"):
        properties = {**picked(function, *kept), "Code": {"Sha256": function["CodeSha256"]}}
        concurrency = client("lambda").get_function_concurrency(FunctionName=function["FunctionName"])
        if "ReservedConcurrentExecutions" in concurrency:
            properties["ReservedConcurrentExecutions"] = concurrency["ReservedConcurrentExecutions"]
        yield function["FunctionName"], properties, function["FunctionArn"]


def event_source_mappings() -> Iterator[Resource]:
    kept = "BatchSize MaximumBatchingWindowInSeconds EventSourceArn FunctionResponseTypes ScalingConfig".split()
    for mapping in listed("lambda", "list_event_source_mappings", "EventSourceMappings"):
        properties = {
            **picked(mapping, *kept),
            "FunctionName": mapping["FunctionArn"],
            "Enabled": mapping["State"] == "Enabled",
        }
        yield mapping["UUID"], properties, mapping["UUID"]


def queues() -> Iterator[Resource]:
    for url in listed("sqs", "list_queues", "QueueUrls"):
        attributes = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        properties = {**attributes, "QueueName": attributes["QueueArn"].rpartition(":")[2]}
        if "RedrivePolicy" in attributes:
            properties["RedrivePolicy"] = json.loads(attributes["RedrivePolicy"])
        # A queue's physical id is its address in the Region; the emulator lists it under its own address.
        region, account, name = attributes["QueueArn"].split(":")[3:]
        yield f"https://sqs.{region}.amazonaws.com/{account}/{name}", properties, attributes["CreatedTimestamp"]


def rules() -> Iterator[Resource]:
    for rule in listed("events", "list_rules", "Rules"):
        properties = picked(rule, "Name", "Description", "ScheduleExpression", "State")
        if "EventPattern" in rule:
            properties["EventPattern"] = json.loads(rule["EventPattern"])
        properties["Targets"] = list(listed("events", "list_targets_by_rule", "Targets", Rule=rule["Name"]))
        yield rule["Name"], properties, rule["Arn"]


def document(policy: dict | str) -> dict:
    """An inline policy. Of one that CloudFormation made, moto answers with what Python prints of it instead of JSON."""
    return ast.literal_eval(policy) if isinstance(policy, str) else policy


def roles() -> Iterator[Resource]:
    iam = client("iam")
    for role in listed("iam", "list_roles", "Roles"):
        name = {"RoleName": role["RoleName"]}
        inline = listed("iam", "list_role_policies", "PolicyNames", **name)
        properties = {
            **picked(role, "AssumeRolePolicyDocument", "Description", "Path"),
            "Policies": [
                {
                    "PolicyName": policy,
                    "PolicyDocument": document(iam.get_role_policy(PolicyName=policy, **name)["PolicyDocument"]),
                }
                for policy in inline
            ],
            "ManagedPolicyArns": [
                policy["PolicyArn"]
                for policy in listed("iam", "list_attached_role_policies", "AttachedPolicies", **name)
            ],
        }
        yield role["RoleName"], properties, role["RoleId"]


def topics() -> Iterator[Resource]:
    for topic in listed("sns", "list_topics", "Topics"):
        arn = topic["TopicArn"]
        attributes = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
        yield arn, {**picked(attributes, "DisplayName", "KmsMasterKeyId"), "TopicName": arn.rpartition(":")[2]}, arn


def subscriptions() -> Iterator[Resource]:
    for subscription in listed("sns", "list_subscriptions", "Subscriptions"):
        arn = subscription["SubscriptionArn"]
        attributes = client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
        properties = {
            **picked(subscription, "TopicArn", "Protocol", "Endpoint"),
            **{name: json.loads(attributes[name]) for name in ("RawMessageDelivery", "RedrivePolicy", "FilterPolicy")
               if name in attributes},
        }
        yield arn, properties, arn


def alarms() -> Iterator[Resource]:
    for alarm in listed("cloudwatch", "describe_alarms", "MetricAlarms"):
        yield alarm["AlarmName"], alarm, alarm["AlarmArn"]


def composite_alarms() -> Iterator[Resource]:
    request = {"AlarmTypes": ["CompositeAlarm"]}
    for alarm in listed("cloudwatch", "describe_alarms", "CompositeAlarms", **request):
        yield alarm["AlarmName"], alarm, alarm["AlarmArn"]


def dashboards() -> Iterator[Resource]:
    for entry in listed("cloudwatch", "list_dashboards", "DashboardEntries"):
        name = entry["DashboardName"]
        body = client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]
        yield name, {"DashboardName": name, "DashboardBody": json.loads(body)}, entry["DashboardArn"]


def stacks() -> Iterator[Resource]:
    for stack in listed("cloudformation", "describe_stacks", "Stacks"):
        properties = {
            "Tags": {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])},
            "Outputs": {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])},
        }
        yield stack["StackName"], properties, stack["StackId"]


READERS: dict[str, Callable[[], Iterator[Resource]]] = {
    "AWS::CloudFormation::Stack": stacks,
    "AWS::CloudWatch::Alarm": alarms,
    "AWS::CloudWatch::CompositeAlarm": composite_alarms,
    "AWS::CloudWatch::Dashboard": dashboards,
    "AWS::Events::Rule": rules,
    "AWS::IAM::Role": roles,
    "AWS::Lambda::EventSourceMapping": event_source_mappings,
    "AWS::Lambda::Function": functions,
    "AWS::Logs::LogGroup": log_groups,
    "AWS::S3::Bucket": buckets,
    "AWS::SNS::Subscription": subscriptions,
    "AWS::SNS::Topic": topics,
    "AWS::SQS::Queue": queues,
}

resources = {
    kind: {id: {"properties": properties, "identity": identity} for id, properties, identity in read()}
    for kind, read in READERS.items()
}
# By logical id, what CloudFormation says a resource became.
physical_ids = {
    stack: {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in listed("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
        # moto lists a resource of a type that its CloudFormation lacks without ids.
        if resource["LogicalResourceId"]
    }
    for stack in resources["AWS::CloudFormation::Stack"]
}
json.dump({"resources": resources, "physicalIds": physical_ids}, sys.stdout, default=str)
