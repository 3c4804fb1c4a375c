"""Instances of Auto Scaling groups: termination, protection, standby, warm pools."""

from collections.abc import Iterator

from pytest import fixture, raises

import groups
from account import Account, pages_of, refused
from polling import eventually


@fixture
def pair(own_shop: Account, name: str) -> Iterator[list[str]]:
    """The two instances of a group of that name, at least one."""
    groups.create(own_shop, name, 2, MinSize=1)
    yield groups.settled(own_shop, name, "InService", "InService")
    own_shop.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


def test_instances_are_described_by_id(own_shop: Account, name: str, pair: list[str]) -> None:
    client = own_shop.autoscaling
    answer = client.describe_auto_scaling_instances(InstanceIds=[pair[0], "i-unknown"])
    [described] = answer["AutoScalingInstances"]
    assert (described["InstanceId"], described["AutoScalingGroupName"]) == (pair[0], name)
    assert (described["LifecycleState"], described["HealthStatus"]) == ("InService", "HEALTHY")
    pages, found = pages_of(
        client, "describe_auto_scaling_instances", "AutoScalingInstances", InstanceIds=pair, PaginationConfig={"PageSize": 1}
    )
    assert (pages, sorted(each["InstanceId"] for each in found)) == (2, sorted(pair))


def test_an_instance_is_replaced_or_goes_for_good(own_shop: Account, name: str, pair: list[str]) -> None:
    terminate = own_shop.autoscaling.terminate_instance_in_auto_scaling_group
    activity = terminate(InstanceId=pair[0], ShouldDecrementDesiredCapacity=False)["Activity"]
    assert (activity["AutoScalingGroupName"], activity["StatusCode"]) == (name, "InProgress")
    assert pair[0] in activity["Description"]
    with raises(own_shop.autoscaling.exceptions.ScalingActivityInProgressFault):
        terminate(InstanceId=pair[0], ShouldDecrementDesiredCapacity=False)
    replaced = eventually(
        lambda: groups.states(own_shop, name),
        lambda found: pair[0] not in found and list(found.values()) == ["InService"] * 2,
    )
    assert groups.described(own_shop, name)["DesiredCapacity"] == 2

    several = {"AutoScalingGroupName": name, "ShouldDecrementDesiredCapacity": True}
    with refused("ValidationError", message="min size"):
        terminate(**several, InstanceIds=list(replaced))
    [activity] = terminate(**several, InstanceIds=[pair[1]])["Activities"]
    assert pair[1] in activity["Description"]
    assert groups.described(own_shop, name)["DesiredCapacity"] == 1
    with refused("ValidationError", message="Instance Id not found"):
        terminate(InstanceId="i-unknown", ShouldDecrementDesiredCapacity=True)


def test_protection_decides_who_goes(own_shop: Account, name: str, pair: list[str]) -> None:
    group = {"AutoScalingGroupName": name}
    own_shop.autoscaling.set_instance_protection(**group, InstanceIds=pair[:1], ProtectedFromScaleIn=True)
    instances = {each["InstanceId"]: each for each in groups.described(own_shop, name)["Instances"]}
    assert [instances[each]["ProtectedFromScaleIn"] for each in pair] == [True, False]
    own_shop.autoscaling.set_desired_capacity(**group, DesiredCapacity=1)
    assert groups.settled(own_shop, name, "InService") == pair[:1]
    with refused("ValidationError"):
        own_shop.autoscaling.set_instance_protection(**group, InstanceIds=["i-unknown"], ProtectedFromScaleIn=True)


def test_standby_and_back(own_shop: Account, name: str, pair: list[str]) -> None:
    client, group = own_shop.autoscaling, {"AutoScalingGroupName": name}
    client.enter_standby(**group, InstanceIds=pair[:1], ShouldDecrementDesiredCapacity=True)
    assert groups.settled(own_shop, name, "InService", "Standby") == [pair[1], pair[0]]
    assert groups.described(own_shop, name)["DesiredCapacity"] == 1
    for wrong in (pair[:1], pair[1:], ["i-unknown"]):
        with refused("ValidationError"):
            client.enter_standby(**group, InstanceIds=wrong, ShouldDecrementDesiredCapacity=True)
    client.exit_standby(**group, InstanceIds=pair[:1])
    groups.settled(own_shop, name, "InService", "InService")
    assert groups.described(own_shop, name)["DesiredCapacity"] == 2
    with refused("ValidationError"):
        client.exit_standby(**group, InstanceIds=pair[:1])


def test_a_warm_pool(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    settings = {"MinSize": 2, "MaxGroupPreparedCapacity": 2, "PoolState": "Stopped", "InstanceReusePolicy": {"ReuseOnScaleIn": True}}
    client.put_warm_pool(**group, **settings)
    ids = groups.settled(own_shop, name, "Warmed:Stopped", "Warmed:Stopped")
    pages, pooled = pages_of(client, "describe_warm_pool", "Instances", **group, PaginationConfig={"PageSize": 1})
    assert (pages, sorted(each["InstanceId"] for each in pooled)) == (2, sorted(ids))
    configuration = client.describe_warm_pool(**group)["WarmPoolConfiguration"]
    assert {key: configuration[key] for key in settings} == settings
    described = groups.described(own_shop, name)
    assert (described["WarmPoolSize"], described["Instances"]) == (2, [])
    with refused("ValidationError", message="warm pool"):
        client.terminate_instance_in_auto_scaling_group(InstanceId=ids[0], ShouldDecrementDesiredCapacity=False)
    with refused("InvalidNextToken"):
        client.describe_warm_pool(**group, NextToken="not a token")
    client.delete_warm_pool(**group, ForceDelete=True)
    groups.settled(own_shop, name)
    assert "WarmPoolConfiguration" not in client.describe_warm_pool(**group)
    with refused("ValidationError", message="No warm pool found"):
        client.delete_warm_pool(**group)
    client.delete_auto_scaling_group(**group)
