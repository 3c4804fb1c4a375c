"""EC2 Auto Scaling, one behaviour a test. The groups are small, and few of them launch anything."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError
from pytest import fixture, mark

from account import Account, refused
from polling import eventually

TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"


@fixture
def group(account: Account, name: str, template: str) -> Iterator[dict[str, str]]:
    """An empty group, as a request names it."""
    yield make(account, name, template)
    account.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


@fixture
def pair(account: Account, name: str, template: str) -> Iterator[list[str]]:
    """The two instances of the group of that name, of which it may lose one."""
    make(account, name, template, DesiredCapacity=2, MinSize=1)
    yield sorted(eventually(lambda: states(account, name), lambda seen: list(seen.values()) == ["InService"] * 2))
    with suppress(ClientError):
        account.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


def make(account: Account, name: str, template: str, **settings: Any) -> dict[str, str]:
    sizes = {"MinSize": 0, "MaxSize": 2, "DesiredCapacity": 0}
    place = {"AvailabilityZones": [f"{account.address.region}{letter}" for letter in "ab"]}
    launch = {"LaunchTemplate": {"LaunchTemplateName": template, "Version": "$Latest"}}
    account.autoscaling.create_auto_scaling_group(AutoScalingGroupName=name, **{**sizes, **place, **launch, **settings})
    return {"AutoScalingGroupName": name}


def described(account: Account, name: str) -> dict[str, Any]:
    [found] = account.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return found


def states(account: Account, name: str) -> dict[str, str]:
    return {each["InstanceId"]: each["LifecycleState"] for each in described(account, name)["Instances"]}


def test_a_group_is_described_as_made(account: Account, name: str, group: dict[str, str], template: str) -> None:
    found = described(account, name)
    assert (found["MinSize"], found["MaxSize"], found["DesiredCapacity"], found["Instances"]) == (0, 2, 0, [])
    assert (found["LaunchTemplate"]["LaunchTemplateName"], found["NewInstancesProtectedFromScaleIn"]) == (template, False)


def test_a_name_is_taken_once(account: Account, name: str, group: dict[str, str], template: str) -> None:
    with refused("AlreadyExists"):
        make(account, name, template)


def test_a_group_that_is_unknown_is_left_out(account: Account, name: str) -> None:
    assert account.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"] == []


@mark.parametrize("operation", ["update_auto_scaling_group", "delete_auto_scaling_group", "describe_lifecycle_hooks"])
def test_a_group_that_is_missing(account: Account, name: str, operation: str) -> None:
    with refused("ValidationError"):
        getattr(account.autoscaling, operation)(AutoScalingGroupName=name)


@mark.parametrize(
    "wrong",
    [{"MinSize": 3}, {"MinSize": -1}, {"DesiredCapacity": 3}, {"LaunchTemplate": {"LaunchTemplateName": "unknown"}}],
    ids=["least above most", "less than none", "more than most", "no such template"],
)
def test_a_wrong_group_is_refused(account: Account, name: str, template: str, wrong: dict[str, Any]) -> None:
    with refused("ValidationError"):
        make(account, name, template, **wrong)


def test_a_desired_capacity_above_the_most_is_refused(account: Account, group: dict[str, str]) -> None:
    with refused("ValidationError"):
        account.autoscaling.set_desired_capacity(**group, DesiredCapacity=3)


def test_a_retention_policy_is_kept(account: Account, name: str, template: str) -> None:
    policy = {"RetentionTriggers": {"TerminateHookAbandon": "retain"}}
    group = make(account, name, template, InstanceLifecyclePolicy=policy)
    found = described(account, name)
    account.autoscaling.delete_auto_scaling_group(**group)
    assert found["InstanceLifecyclePolicy"] == policy


def test_tags_are_put_and_found(account: Account, name: str, group: dict[str, str]) -> None:
    tag = {"ResourceType": "auto-scaling-group", "ResourceId": name, "Key": name, "Value": "a & b", "PropagateAtLaunch": True}
    account.autoscaling.create_or_update_tags(Tags=[tag])
    filters = [{"Name": "key", "Values": [name]}]
    assert account.autoscaling.describe_tags(Filters=filters)["Tags"] == [tag]
    assert described(account, name)["Tags"] == [tag]


def test_tags_of_a_missing_group_are_refused(account: Account, name: str) -> None:
    tag = {"ResourceType": "auto-scaling-group", "ResourceId": name, "Key": "a", "Value": "b", "PropagateAtLaunch": True}
    with refused("ValidationError"):
        account.autoscaling.create_or_update_tags(Tags=[tag])


def test_a_hook_has_defaults(account: Account, group: dict[str, str]) -> None:
    account.autoscaling.put_lifecycle_hook(**group, LifecycleHookName="gate", LifecycleTransition=TERMINATING)
    [hook] = account.autoscaling.describe_lifecycle_hooks(**group)["LifecycleHooks"]
    assert (hook["HeartbeatTimeout"], hook["GlobalTimeout"], hook["DefaultResult"]) == (3600, 172_800, "ABANDON")


def test_a_hook_s_whole_wait_is_a_hundred_heartbeats(account: Account, group: dict[str, str]) -> None:
    hook = {**group, "LifecycleHookName": "gate", "LifecycleTransition": TERMINATING}
    account.autoscaling.put_lifecycle_hook(**hook, HeartbeatTimeout=60)
    [found] = account.autoscaling.describe_lifecycle_hooks(**group)["LifecycleHooks"]
    assert (found["HeartbeatTimeout"], found["GlobalTimeout"]) == (60, 6000)


@mark.parametrize("seconds", [29, 7201])
def test_a_heartbeat_out_of_bounds_is_refused(account: Account, group: dict[str, str], seconds: int) -> None:
    hook = {**group, "LifecycleHookName": "gate", "LifecycleTransition": TERMINATING}
    with refused("ValidationError"):
        account.autoscaling.put_lifecycle_hook(**hook, HeartbeatTimeout=seconds)


def test_an_action_that_is_not_active_is_refused(account: Account, group: dict[str, str]) -> None:
    hook = {**group, "LifecycleHookName": "gate"}
    account.autoscaling.put_lifecycle_hook(**hook, LifecycleTransition=TERMINATING)
    action = {**hook, "InstanceId": "i-0123456789abcdef0", "LifecycleActionResult": "CONTINUE"}
    with refused("ValidationError", message="No active Lifecycle Action found"):
        account.autoscaling.complete_lifecycle_action(**action)


def test_a_process_is_suspended_and_resumed(account: Account, name: str, group: dict[str, str]) -> None:
    account.autoscaling.suspend_processes(**group, ScalingProcesses=["Launch"])
    assert [each["ProcessName"] for each in described(account, name)["SuspendedProcesses"]] == ["Launch"]
    account.autoscaling.resume_processes(**group)
    assert described(account, name)["SuspendedProcesses"] == []


def test_a_process_that_is_none_is_refused(account: Account, group: dict[str, str]) -> None:
    with refused("ValidationError"):
        account.autoscaling.suspend_processes(**group, ScalingProcesses=["Nonsense"])


def test_a_group_launches_what_it_wants(account: Account, name: str, pair: list[str]) -> None:
    found = described(account, name)["Instances"]
    assert {each["AvailabilityZone"][-1] for each in found} == {"a", "b"}
    assert {(each["HealthStatus"], each["ProtectedFromScaleIn"]) for each in found} == {("Healthy", False)}


def test_an_instance_is_described_by_id(account: Account, name: str, pair: list[str]) -> None:
    answer = account.autoscaling.describe_auto_scaling_instances(InstanceIds=[pair[0], "i-0123456789abcdef0"])
    [found] = answer["AutoScalingInstances"]
    assert (found["InstanceId"], found["AutoScalingGroupName"], found["LifecycleState"]) == (pair[0], name, "InService")


def test_health_is_in_capitals_where_instances_are_described(account: Account, pair: list[str]) -> None:
    [found] = account.autoscaling.describe_auto_scaling_instances(InstanceIds=pair[:1])["AutoScalingInstances"]
    assert found["HealthStatus"] == "HEALTHY"


def test_protection_is_the_instance_s(account: Account, name: str, pair: list[str]) -> None:
    account.autoscaling.set_instance_protection(AutoScalingGroupName=name, InstanceIds=pair[:1], ProtectedFromScaleIn=True)
    found = {each["InstanceId"]: each["ProtectedFromScaleIn"] for each in described(account, name)["Instances"]}
    assert found == {pair[0]: True, pair[1]: False}


def test_an_instance_goes_for_good(account: Account, name: str, pair: list[str]) -> None:
    terminate = account.autoscaling.terminate_instance_in_auto_scaling_group
    activity = terminate(InstanceId=pair[0], ShouldDecrementDesiredCapacity=True)["Activity"]
    assert pair[0] in activity["Description"]
    assert described(account, name)["DesiredCapacity"] == 1
    eventually(lambda: states(account, name), {pair[1]: "InService"})


def test_a_group_keeps_its_least(account: Account, name: str, pair: list[str]) -> None:
    terminate = account.autoscaling.terminate_instance_in_auto_scaling_group
    terminate(InstanceId=pair[0], ShouldDecrementDesiredCapacity=True)
    with refused("ValidationError"):
        terminate(InstanceId=pair[1], ShouldDecrementDesiredCapacity=True)


def test_a_hook_holds_a_termination(account: Account, name: str, pair: list[str]) -> None:
    hook = {"AutoScalingGroupName": name, "LifecycleHookName": "gate"}
    account.autoscaling.put_lifecycle_hook(**hook, LifecycleTransition=TERMINATING)
    account.autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=pair[0], ShouldDecrementDesiredCapacity=True)
    eventually(lambda: states(account, name).get(pair[0]), "Terminating:Wait")
    action = {**hook, "InstanceId": pair[0]}
    account.autoscaling.record_lifecycle_action_heartbeat(**action)
    account.autoscaling.complete_lifecycle_action(**action, LifecycleActionResult="CONTINUE")
    eventually(lambda: states(account, name), {pair[1]: "InService"})


def test_a_group_with_instances_is_deleted_by_force_only(account: Account, name: str, pair: list[str]) -> None:
    with refused("ResourceInUse"):
        account.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name)
    account.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
