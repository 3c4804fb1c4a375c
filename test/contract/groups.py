"""Auto Scaling groups that tests make and look at."""

from __future__ import annotations

from typing import Any

from account import Account, pages_of
from polling import eventually

TEMPLATE = {"LaunchTemplateName": "shop-general", "Version": "$Latest"}


def create(account: Account, name: str, desired: int = 0, **settings: Any) -> dict[str, str]:
    """Creates a group of up to six instances. Returns its name in the form of a request."""
    group = {"AutoScalingGroupName": name}
    sizes = {"MinSize": 0, "MaxSize": 6, "DesiredCapacity": desired}
    zones = [f"{account.address.region}{letter}" for letter in "ab"]
    if "MixedInstancesPolicy" not in settings:
        settings = {"LaunchTemplate": TEMPLATE, **settings}
    account.autoscaling.create_auto_scaling_group(**{**group, **sizes, "AvailabilityZones": zones, **settings})
    return group


def described(account: Account, name: str) -> dict[str, Any]:
    [group] = account.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return group


def states(account: Account, name: str) -> dict[str, str]:
    """Lifecycle states of a group's instances and its warm pool's, by instance."""
    _, instances = pages_of(account.autoscaling, "describe_auto_scaling_instances", "AutoScalingInstances")
    return {each["InstanceId"]: each["LifecycleState"] for each in instances if each["AutoScalingGroupName"] == name}


def settled(account: Account, name: str, *expected: str) -> list[str]:
    """Waits until a group's instances are in those states. Returns their ids in the order of the states."""
    seen = eventually(lambda: states(account, name), lambda found: sorted(found.values()) == sorted(expected))
    return sorted(seen, key=seen.__getitem__)
