"""Auto Scaling groups: settings, sizes, tags, processes, activities."""

from pytest import mark, raises

import groups
from account import Account, pages_of, refused
from polling import eventually

TAGS = {"ResourceType": "auto-scaling-group", "PropagateAtLaunch": True}


def test_a_group_from_creation_to_deletion(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    settings = {
        "TerminationPolicies": ["OldestInstance", "Default"],
        "NewInstancesProtectedFromScaleIn": True,
        "CapacityRebalance": True,
        "DefaultCooldown": 60,
        "InstanceLifecyclePolicy": {"RetentionTriggers": {"TerminateHookAbandon": "retain"}},
    }
    tag = {"Key": "team", "Value": "a & b", "ResourceId": name, **TAGS}
    group = groups.create(own_shop, name, 2, Tags=[tag], **settings)
    created = groups.described(own_shop, name)
    assert created["AutoScalingGroupARN"].endswith(f":autoScalingGroupName/{name}")
    assert {key: created[key] for key in settings} == settings
    assert (created["MinSize"], created["MaxSize"], created["DesiredCapacity"]) == (0, 6, 2)
    assert (created["Tags"], created["LaunchTemplate"]["LaunchTemplateName"]) == ([tag], "shop-general")
    with raises(client.exceptions.AlreadyExistsFault):
        groups.create(own_shop, name)

    ids = groups.settled(own_shop, name, "InService", "InService")
    instances = {each["InstanceId"]: each for each in groups.described(own_shop, name)["Instances"]}
    assert sorted(instances) == sorted(ids)
    assert {each["AvailabilityZone"][-1] for each in instances.values()} == {"a", "b"}
    assert {(each["HealthStatus"], each["ProtectedFromScaleIn"]) for each in instances.values()} == {("Healthy", True)}
    without = client.describe_auto_scaling_groups(AutoScalingGroupNames=[name], IncludeInstances=False)
    assert without["AutoScalingGroups"][0]["Instances"] == []

    client.update_auto_scaling_group(**group, MinSize=1, MaxSize=4, NewInstancesProtectedFromScaleIn=False)
    updated = groups.described(own_shop, name)
    assert (updated["MinSize"], updated["MaxSize"], updated["DesiredCapacity"]) == (1, 4, 2)
    with raises(client.exceptions.ResourceInUseFault):
        client.delete_auto_scaling_group(**group)
    client.delete_auto_scaling_group(**group, ForceDelete=True)
    eventually(lambda: client.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"], [])


def test_purchase_options(own_shop: Account, name: str) -> None:
    policy = {
        "LaunchTemplate": {"LaunchTemplateSpecification": groups.TEMPLATE},
        "InstancesDistribution": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 0},
    }
    group = groups.create(own_shop, name, 3, MixedInstancesPolicy=policy)
    answered = groups.described(own_shop, name)["MixedInstancesPolicy"]
    assert answered["InstancesDistribution"] == policy["InstancesDistribution"]
    ids = groups.settled(own_shop, name, *["InService"] * 3)
    reservations = own_shop.ec2.describe_instances(InstanceIds=ids)["Reservations"]
    lifecycles = [each.get("InstanceLifecycle", "") for one in reservations for each in one["Instances"]]
    assert sorted(lifecycles) == ["", "spot", "spot"]
    own_shop.autoscaling.delete_auto_scaling_group(**group, ForceDelete=True)


def test_groups_come_in_pages_of_fifty(own_shop: Account, name: str) -> None:
    for number in range(51):
        colour = {"Key": name, "Value": "red" if number == 0 else "blue", **TAGS}
        groups.create(own_shop, f"{name}-{number:02}", Tags=[colour])
    listing = ("describe_auto_scaling_groups", "AutoScalingGroups")
    pages, found = pages_of(own_shop.autoscaling, *listing, Filters=[{"Name": "tag-key", "Values": [name]}])
    assert (pages, len({each["AutoScalingGroupName"] for each in found})) == (2, 51)
    for filters in ([{"Name": f"tag:{name}", "Values": ["red"]}], [{"Name": "tag-value", "Values": ["red"]}]):
        [red] = pages_of(own_shop.autoscaling, *listing, Filters=filters)[1]
        assert red["AutoScalingGroupName"] == f"{name}-00"
    for each in found:
        own_shop.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=each["AutoScalingGroupName"])


def test_a_group_grows_and_shrinks(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    client.set_desired_capacity(**group, DesiredCapacity=2)
    groups.settled(own_shop, name, "InService", "InService")
    client.set_desired_capacity(**group, DesiredCapacity=1, HonorCooldown=False)
    [left] = groups.settled(own_shop, name, "InService")
    [reservation] = own_shop.ec2.describe_instances(InstanceIds=[left])["Reservations"]
    assert reservation["Instances"][0]["State"]["Name"] == "running"
    _, activities = pages_of(client, "describe_scaling_activities", "Activities", **group)
    # The latest first.
    assert [each["Description"].split()[0] for each in activities] == ["Terminating", "Launching", "Launching"]
    assert {(each["StatusCode"], each["Progress"]) for each in activities} == {("Successful", 100)}
    [one] = client.describe_scaling_activities(ActivityIds=[activities[0]["ActivityId"]])["Activities"]
    assert one["StartTime"] <= one["EndTime"]
    assert client.describe_instance_refreshes(**group)["InstanceRefreshes"] == []
    client.delete_auto_scaling_group(**group, ForceDelete=True)


def test_tags(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    wanted = [{"Key": key, "Value": value, "ResourceId": name, **TAGS} for key, value in (("a", "1"), ("b", "2"))]
    client.create_or_update_tags(Tags=wanted)
    client.create_or_update_tags(Tags=[{**wanted[0], "Value": "3", "PropagateAtLaunch": False}])
    own = {"Name": "auto-scaling-group", "Values": [name]}
    pages, found = pages_of(client, "describe_tags", "Tags", Filters=[own], PaginationConfig={"PageSize": 1})
    assert (pages, found) == (2, [{**wanted[0], "Value": "3", "PropagateAtLaunch": False}, wanted[1]])
    for filter_ in (("key", "b"), ("value", "2"), ("propagate-at-launch", "true")):
        filters = [own, {"Name": filter_[0], "Values": [filter_[1]]}]
        assert client.describe_tags(Filters=filters)["Tags"] == [wanted[1]]
    query = {"TagFilters": [{"Key": "a", "Values": ["3"]}], "ResourceTypeFilters": ["autoscaling:autoScalingGroup"]}
    [resource] = own_shop.tagging.get_resources(**query)["ResourceTagMappingList"]
    assert resource["ResourceARN"] == groups.described(own_shop, name)["AutoScalingGroupARN"]
    with refused("ValidationError"):
        client.create_or_update_tags(Tags=[{**wanted[0], "ResourceId": f"{name}-missing"}])
    with refused("ValidationError"):
        client.describe_tags(Filters=[{"Name": "colour", "Values": ["red"]}])
    client.delete_auto_scaling_group(**group)


def test_a_suspended_process_waits(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = groups.create(own_shop, name)
    client.suspend_processes(**group, ScalingProcesses=["Launch", "AZRebalance"])
    suspended = groups.described(own_shop, name)["SuspendedProcesses"]
    assert {each["ProcessName"] for each in suspended} == {"Launch", "AZRebalance"}
    client.set_desired_capacity(**group, DesiredCapacity=1)
    client.resume_processes(**group, ScalingProcesses=["AZRebalance"])
    assert groups.states(own_shop, name) == {}
    client.resume_processes(**group)
    groups.settled(own_shop, name, "InService")
    assert groups.described(own_shop, name)["SuspendedProcesses"] == []
    for call in (client.suspend_processes, client.resume_processes):
        with refused("ValidationError"):
            call(**group, ScalingProcesses=["Nonsense"])
    client.delete_auto_scaling_group(**group, ForceDelete=True)


@mark.parametrize(
    "change",
    [
        {"MinSize": 7},
        {"MinSize": -1},
        {"DesiredCapacity": 7},
        {"MinSize": 1, "DesiredCapacity": 0},
        {"LaunchTemplate": {"LaunchTemplateName": "unknown"}},
        {"LaunchTemplate": {"LaunchTemplateName": "shop-general", "Version": "99"}},
    ],
)
def test_groups_that_are_refused(own_shop: Account, name: str, change: dict[str, object]) -> None:
    with refused("ValidationError"):
        groups.create(own_shop, name, **change)
    group = groups.create(own_shop, name)
    with refused("ValidationError"):
        own_shop.autoscaling.update_auto_scaling_group(**group, **change)
    own_shop.autoscaling.delete_auto_scaling_group(**group)


def test_what_else_is_refused(own_shop: Account, name: str) -> None:
    client = own_shop.client("autoscaling", unchecked_input=True)
    group = groups.create(own_shop, name)
    for call in (
        lambda: client.set_desired_capacity(**group, DesiredCapacity=7),
        lambda: client.describe_auto_scaling_groups(MaxRecords=101),
        lambda: client.describe_auto_scaling_instances(MaxRecords=51),
        lambda: client.describe_scaling_activities(MaxRecords=0),
        lambda: client.describe_tags(MaxRecords=101),
        lambda: client.describe_warm_pool(**group, MaxRecords=0),
        lambda: client.put_warm_pool(**group, MinSize=-1),
        lambda: client.put_warm_pool(**group, MaxGroupPreparedCapacity=-2),
        lambda: client.put_warm_pool(**group, PoolState="Lukewarm"),
        lambda: client.describe_auto_scaling_groups(Filters=[{"Name": "colour", "Values": ["red"]}]),
        lambda: client.describe_auto_scaling_instances(InstanceIds=["i-1"] * 51),
        lambda: groups.create(own_shop, f"{name}-2", Tags=[{"Key": "aws:x", "Value": "y"}]),
    ):
        with refused("ValidationError"):
            call()
    for call in (
        client.describe_auto_scaling_groups,
        client.describe_auto_scaling_instances,
        client.describe_tags,
        client.describe_scaling_activities,
    ):
        with refused("InvalidNextToken"):
            call(NextToken="not a token")
    client.delete_auto_scaling_group(**group)


def test_a_group_that_is_missing(own_shop: Account, name: str) -> None:
    client = own_shop.autoscaling
    group = {"AutoScalingGroupName": name}
    hook = {**group, "LifecycleHookName": "gate"}
    instances = {**group, "InstanceIds": ["i-1"]}
    for call in (
        lambda: client.update_auto_scaling_group(**group, MinSize=0),
        lambda: client.describe_instance_refreshes(**group),
        lambda: client.delete_auto_scaling_group(**group),
        lambda: client.set_desired_capacity(**group, DesiredCapacity=1),
        lambda: client.describe_scaling_activities(**group),
        lambda: client.suspend_processes(**group),
        lambda: client.resume_processes(**group),
        lambda: client.put_lifecycle_hook(**hook, LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING"),
        lambda: client.delete_lifecycle_hook(**hook),
        lambda: client.describe_lifecycle_hooks(**group),
        lambda: client.complete_lifecycle_action(**hook, InstanceId="i-1234567", LifecycleActionResult="CONTINUE"),
        lambda: client.record_lifecycle_action_heartbeat(**hook, InstanceId="i-1234567"),
        lambda: client.put_warm_pool(**group),
        lambda: client.describe_warm_pool(**group),
        lambda: client.delete_warm_pool(**group),
        lambda: client.set_instance_protection(**instances, ProtectedFromScaleIn=True),
        lambda: client.enter_standby(**instances, ShouldDecrementDesiredCapacity=True),
        lambda: client.exit_standby(**instances),
    ):
        with refused("ValidationError", message="AutoScalingGroup name not found"):
            call()
