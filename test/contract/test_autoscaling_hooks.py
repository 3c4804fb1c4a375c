"""Lifecycle hooks of Auto Scaling groups, and the actions that instances wait for."""

from pytest import mark

import groups
from account import Account, refused

LAUNCHING = {"LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
TERMINATING = {"LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}


def test_hooks_are_put_changed_and_deleted(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    first = {"LifecycleHookName": "first", **LAUNCHING, "HeartbeatTimeout": 60, "DefaultResult": "CONTINUE"}
    group = groups.create(own_shop, name, LifecycleHookSpecificationList=[first])
    client.put_lifecycle_hook(**group, LifecycleHookName="second", **TERMINATING, NotificationMetadata="a & b")
    hooks = client.describe_lifecycle_hooks(**group)["LifecycleHooks"]
    assert [each["LifecycleHookName"] for each in hooks] == ["first", "second"]
    assert [each["DefaultResult"] for each in hooks] == ["CONTINUE", "ABANDON"]
    assert [(each["HeartbeatTimeout"], each["GlobalTimeout"]) for each in hooks] == [(60, 6000), (3600, 172800)]
    client.put_lifecycle_hook(**group, LifecycleHookName="second", HeartbeatTimeout=30)
    [second] = client.describe_lifecycle_hooks(**group, LifecycleHookNames=["second"])["LifecycleHooks"]
    assert (second["HeartbeatTimeout"], second["NotificationMetadata"]) == (30, "a & b")
    client.delete_lifecycle_hook(**group, LifecycleHookName="first")
    [left] = client.describe_lifecycle_hooks(**group)["LifecycleHooks"]
    assert left["LifecycleHookName"] == "second"
    with refused("ValidationError", message="No Lifecycle Hook found"):
        client.delete_lifecycle_hook(**group, LifecycleHookName="first")
    client.delete_auto_scaling_group(**group)


def test_a_launch_waits_for_its_hook(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    hook = {**group, "LifecycleHookName": "ready"}
    client.put_lifecycle_hook(**hook, **LAUNCHING)
    client.set_desired_capacity(**group, DesiredCapacity=1)
    [waiting] = groups.settled(own_shop, name, "Pending:Wait")
    client.record_lifecycle_action_heartbeat(**hook, InstanceId=waiting)
    client.complete_lifecycle_action(**hook, InstanceId=waiting, LifecycleActionResult="CONTINUE")
    assert groups.settled(own_shop, name, "InService") == [waiting]
    gone = "No active Lifecycle Action found with instance ID"
    with refused("ValidationError", message=gone):
        client.complete_lifecycle_action(**hook, InstanceId=waiting, LifecycleActionResult="CONTINUE")
    with refused("ValidationError", message=gone):
        client.record_lifecycle_action_heartbeat(**hook, InstanceId=waiting)
    client.delete_auto_scaling_group(**group, ForceDelete=True)


@mark.parametrize(("retention", "left"), [("terminate", []), ("retain", ["Terminating:Retained"])])
def test_an_abandoned_termination_ends_or_retains_the_instance(
    own_shop: Account, name: str, retention: str, left: list[str]
) -> None:
    client = own_shop.autoscaling
    policy = {"RetentionTriggers": {"TerminateHookAbandon": retention}}
    group = groups.create(own_shop, name, 1, InstanceLifecyclePolicy=policy)
    hook = {**group, "LifecycleHookName": "gate"}
    client.put_lifecycle_hook(**hook, **TERMINATING)
    [instance] = groups.settled(own_shop, name, "InService")
    client.terminate_instance_in_auto_scaling_group(InstanceId=instance, ShouldDecrementDesiredCapacity=True)
    groups.settled(own_shop, name, "Terminating:Wait")
    client.complete_lifecycle_action(**hook, InstanceId=instance, LifecycleActionResult="ABANDON")
    groups.settled(own_shop, name, *left)
    client.delete_auto_scaling_group(**group, ForceDelete=True)


def test_a_hook_whose_time_is_out_takes_its_default(own_shop: Account, name: str) -> None:
    group = groups.create(own_shop, name)
    own_shop.autoscaling.put_lifecycle_hook(
        **group, LifecycleHookName="brief", **LAUNCHING, HeartbeatTimeout=90, DefaultResult="CONTINUE"
    )
    own_shop.autoscaling.set_desired_capacity(**group, DesiredCapacity=1)
    groups.settled(own_shop, name, "Pending:Wait")
    groups.settled(own_shop, name, "InService")
    own_shop.autoscaling.delete_auto_scaling_group(**group, ForceDelete=True)


def test_hooks_and_actions_that_are_refused(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    hook = {**group, "LifecycleHookName": "gate"}
    role = f"arn:aws:iam::{own_shop.address.account}:role/unknown"
    topic = own_shop.sns.create_topic(Name=name)["TopicArn"]
    for wrong in (
        {},
        {"LifecycleTransition": "autoscaling:NONSENSE"},
        {**LAUNCHING, "HeartbeatTimeout": 29},
        {**LAUNCHING, "HeartbeatTimeout": 7201},
        {**LAUNCHING, "DefaultResult": "MAYBE"},
        {**LAUNCHING, "NotificationTargetARN": topic},
        {**LAUNCHING, "NotificationTargetARN": topic, "RoleARN": role},
        {**LAUNCHING, "LifecycleHookName": "no spaces"},
    ):
        with refused("ValidationError"):
            client.put_lifecycle_hook(**{**hook, **wrong})
    for wrong in (
        {"LifecycleActionResult": "CONTINUE"},
        {"LifecycleActionResult": "MAYBE", "InstanceId": "i-1234567"},
        {"LifecycleActionResult": "CONTINUE", "LifecycleActionToken": "0" * 36},
    ):
        with refused("ValidationError"):
            client.complete_lifecycle_action(**hook, **wrong)
    for number in range(50):
        client.put_lifecycle_hook(**group, LifecycleHookName=f"hook-{number}", **LAUNCHING)
    with refused("LimitExceeded"):
        client.put_lifecycle_hook(**hook, **LAUNCHING)
    client.delete_auto_scaling_group(**group)
