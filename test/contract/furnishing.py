"""What the tests of `anywhere` find in an account other than the simulator's, and what they leave behind there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from account import Account
from polling import eventually

# As in the simulator's scenario "shop".
CLUSTER, TEMPLATE = "shop", "shop-general"
HOSTS = 2


def furnish_moto(account: Account) -> None:
    """A cluster with hosts and a launch template. moto has no agents: instances are registered as an agent would."""
    ec2, ecs = (account.client(service, is_checked=False) for service in ("ec2", "ecs"))
    # Of those with a platform moto says what the API does not have.
    [image, *_] = (each for each in ec2.describe_images(Owners=["amazon"])["Images"] if "Platform" not in each)
    data = {"ImageId": image["ImageId"], "InstanceType": "m7g.large"}
    ec2.create_launch_template(LaunchTemplateName=TEMPLATE, LaunchTemplateData=data)
    ecs.create_cluster(clusterName=CLUSTER)
    instances = ec2.run_instances(MinCount=HOSTS, MaxCount=HOSTS, **data)["Instances"]
    for instance in instances:
        document = json.dumps({"instanceId": instance["InstanceId"]})
        ecs.register_container_instance(cluster=CLUSTER, instanceIdentityDocument=document)


def clear(account: Account, prefix: str) -> list[str]:
    """Takes away what has a name with this prefix. Returns what is left."""
    for find, remove in removals(account, prefix):
        for each in find():
            with suppress(ClientError):
                remove(each)
    kinds = [find for find, _ in removals(account, prefix)]
    return eventually(lambda: [each for find in kinds for each in find()], [], gives_up=False)


def removals(account: Account, prefix: str) -> Iterator[tuple[Callable[[], list[str]], Callable[[str], Any]]]:
    """For each kind of resource, what finds those that are there, and what deletes one."""
    autoscaling, ecs, sqs, sns = (account.client(name, is_checked=False) for name in ("autoscaling", "ecs", "sqs", "sns"))

    def listed(client: Any, operation: str, member: str, **query: Any) -> list[Any]:
        pages = client.get_paginator(operation).paginate(**query)
        return [each for page in pages for each in page.get(member, [])]

    def named(texts: list[str]) -> list[str]:
        return [text for text in texts if prefix in text]

    def groups() -> list[str]:
        found = listed(autoscaling, "describe_auto_scaling_groups", "AutoScalingGroups")
        return named([each["AutoScalingGroupName"] for each in found])

    def clusters() -> list[str]:
        arns = named(listed(ecs, "list_clusters", "clusterArns"))
        found = [ecs.describe_clusters(clusters=[arn])["clusters"] for arn in arns]
        return [each["clusterArn"] for [each] in found if each["status"] == "ACTIVE"]

    def services() -> list[str]:
        return [arn for cluster in clusters() for arn in listed(ecs, "list_services", "serviceArns", cluster=cluster)]

    def delete_service(arn: str) -> None:
        ecs.delete_service(cluster=arn.split("/")[-2], service=arn, force=True)

    yield groups, lambda name: autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
    yield services, delete_service
    yield clusters, lambda arn: ecs.delete_cluster(cluster=arn)
    yield (
        lambda: named(listed(ecs, "list_task_definitions", "taskDefinitionArns")),
        lambda arn: ecs.deregister_task_definition(taskDefinition=arn),
    )
    yield lambda: listed(sqs, "list_queues", "QueueUrls", QueueNamePrefix=prefix), lambda url: sqs.delete_queue(QueueUrl=url)
    yield (
        lambda: named([each["TopicArn"] for each in listed(sns, "list_topics", "Topics")]),
        lambda arn: sns.delete_topic(TopicArn=arn),
    )
