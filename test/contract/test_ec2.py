"""Instances of EC2: descriptions, filters, pages, metadata options, tags, types, termination."""

from collections.abc import Iterator
from typing import Any

from pytest import fixture, mark

import groups
from account import Account, pages_of, refused
from polling import eventually

UNKNOWN = "i-0123456789abcdef0"


@fixture(scope="module")
def instances(own_shop: Account, run: str) -> Iterator[list[str]]:
    """Six running instances."""
    tag = {"Key": "fruit", "Value": f"apple & pear {run}", "PropagateAtLaunch": True}
    group = groups.create(own_shop, f"six-{run}", 6, Tags=[tag])
    yield sorted(groups.settled(own_shop, group["AutoScalingGroupName"], *["InService"] * 6))
    own_shop.autoscaling.delete_auto_scaling_group(**group, ForceDelete=True)


def found(account: Account, **query: Any) -> list[str]:
    _, reservations = pages_of(account.ec2, "describe_instances", "Reservations", **query)
    return sorted(each["InstanceId"] for one in reservations for each in one["Instances"])


def described(account: Account, instance: str) -> dict[str, Any]:
    [reservation] = account.ec2.describe_instances(InstanceIds=[instance])["Reservations"]
    assert reservation["OwnerId"] == account.address.account
    [one] = reservation["Instances"]
    return one


def test_a_description(own_shop: Account, instances: list[str], run: str) -> None:
    instance = described(own_shop, instances[0])
    assert (instance["State"], instance["InstanceType"]) == ({"Code": 16, "Name": "running"}, "m7g.large")
    assert instance["Placement"]["AvailabilityZone"].startswith(own_shop.address.region)
    assert instance["LaunchTime"].tzinfo is not None
    assert instance["MetadataOptions"]["State"] == "applied"
    # An instance that a service of AWS runs says so, with that service as Principal.
    assert instance["Operator"] == {"Managed": False}
    tags = {each["Key"]: each["Value"] for each in instance["Tags"]}
    assert (tags["fruit"], tags["aws:autoscaling:groupName"]) == (f"apple & pear {run}", f"six-{run}")


def test_filters_and_pages(own_shop: Account, instances: list[str], run: str) -> None:
    # What Auto Scaling has replaced meanwhile, EC2 goes on describing for a while.
    running = {"Name": "instance-state-name", "Values": ["running"]}
    fruit = {"Name": "tag:fruit", "Values": [f"apple*{run}"]}
    assert found(own_shop, Filters=[fruit, running]) == instances
    pages, _ = pages_of(own_shop.ec2, "describe_instances", "Reservations", Filters=[fruit, running], MaxResults=5)
    assert pages == 2
    zone = f"{own_shop.address.region}a"
    in_zone = found(own_shop, Filters=[fruit, running, {"Name": "availability-zone", "Values": [zone]}])
    assert len(in_zone) == 3
    for name, value, expected in (
        ("tag-key", "fruit", instances),
        ("instance-id", instances[0], instances[:1]),
        ("instance-state-name", "running", instances),
        ("instance-state-code", "16", instances),
        ("instance-state-name", "stopped", []),
        ("instance-type", "m?g.large", instances),
        ("instance-type", "m7g", []),
        ("instance-lifecycle", "spot", []),
        ("metadata-options.http-endpoint", "enabled", instances),
        ("metadata-options.http-tokens", "nonsense", []),
        ("metadata-options.http-put-response-hop-limit", "64", []),
    ):
        assert found(own_shop, Filters=[fruit, running, {"Name": name, "Values": [value]}]) == expected, name


def test_metadata_options(own_shop: Account, instances: list[str]) -> None:
    answer = own_shop.ec2.modify_instance_metadata_options(
        InstanceId=instances[1], HttpTokens="required", HttpPutResponseHopLimit=2
    )
    assert answer["InstanceId"] == instances[1]
    assert answer["InstanceMetadataOptions"]["State"] == "pending"
    options = described(own_shop, instances[1])["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 2)
    assert (options["State"], options["HttpEndpoint"]) == ("applied", "enabled")


def test_tags(own_shop: Account, instances: list[str], name: str) -> None:
    own_shop.ec2.create_tags(Resources=instances[:2], Tags=[{"Key": name, "Value": "<ü>"}, {"Key": "empty", "Value": ""}])
    query = {"Filters": [{"Name": "key", "Values": [name]}]}
    assert sorted(each["ResourceId"] for each in pages_of(own_shop.ec2, "describe_tags", "Tags", **query)[1]) == instances[:2]
    of_one = [{"Name": "resource-id", "Values": instances[:1]}, {"Name": "resource-type", "Values": ["instance"]}]
    expected = {"Key": name, "Value": "<ü>", "ResourceId": instances[0], "ResourceType": "instance"}
    for filter_ in ({"Name": f"tag:{name}", "Values": ["<?>"]}, {"Name": "value", "Values": ["<*>"]}):
        assert own_shop.ec2.describe_tags(Filters=[*of_one, filter_])["Tags"] == [expected]
    assert found(own_shop, Filters=[{"Name": f"tag:{name}", "Values": ["<ü>"]}]) == instances[:2]


def test_instance_types(own_shop: Account) -> None:
    answer = own_shop.ec2.describe_instance_types(InstanceTypes=["m7g.large", "g4dn.xlarge"])
    general, with_gpu = answer["InstanceTypes"]
    assert (general["VCpuInfo"]["DefaultVCpus"], general["MemoryInfo"]["SizeInMiB"]) == (2, 8192)
    assert "GpuInfo" not in general
    assert with_gpu["GpuInfo"]["Gpus"] == [{"Count": 1, "Manufacturer": "NVIDIA"}]
    every = {each["InstanceType"] for each in own_shop.ec2.describe_instance_types()["InstanceTypes"]}
    assert {"m7g.large", "g4dn.xlarge"} < every
    with refused("InvalidInstanceType"):
        own_shop.ec2.describe_instance_types(InstanceTypes=["m7g.large", "nonsense.large"])


def test_instances_end(own_shop: Account, name: str) -> None:
    groups.create(own_shop, name, 2)
    ids = groups.settled(own_shop, name, "InService", "InService")
    own_shop.autoscaling.suspend_processes(AutoScalingGroupName=name)
    with refused("InvalidInstanceID.NotFound"):
        own_shop.ec2.terminate_instances(InstanceIds=[ids[0], UNKNOWN])
    assert described(own_shop, ids[0])["State"]["Name"] == "running"
    changes = own_shop.ec2.terminate_instances(InstanceIds=ids)["TerminatingInstances"]
    assert [each["InstanceId"] for each in changes] == ids
    assert {(each["PreviousState"]["Name"], each["CurrentState"]["Name"]) for each in changes} == {("running", "shutting-down")}
    with refused("IncorrectInstanceState"):
        own_shop.ec2.modify_instance_metadata_options(InstanceId=ids[0], HttpTokens="required")
    eventually(lambda: described(own_shop, ids[0])["State"], {"Code": 48, "Name": "terminated"})
    [again] = own_shop.ec2.terminate_instances(InstanceIds=ids[:1])["TerminatingInstances"]
    assert (again["PreviousState"]["Name"], again["CurrentState"]["Name"]) == ("terminated", "terminated")
    own_shop.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


@mark.parametrize(("instance", "code"), [(UNKNOWN, "InvalidInstanceID.NotFound"), ("nonsense", "InvalidInstanceID.Malformed")])
def test_an_instance_that_is_missing(own_shop: Account, instance: str, code: str) -> None:
    for call in (
        lambda: own_shop.ec2.describe_instances(InstanceIds=[instance]),
        lambda: own_shop.ec2.terminate_instances(InstanceIds=[instance]),
        lambda: own_shop.ec2.modify_instance_metadata_options(InstanceId=instance, HttpTokens="required"),
        lambda: own_shop.ec2.create_tags(Resources=[instance], Tags=[{"Key": "a", "Value": "b"}]),
    ):
        with refused(code):
            call()


def test_requests_that_are_refused(own_shop: Account, instances: list[str]) -> None:
    ec2 = own_shop.client("ec2", unchecked_input=True)
    for call, code in (
        (lambda: ec2.describe_instances(MaxResults=4), "InvalidParameterValue"),
        (lambda: ec2.describe_instances(MaxResults=1001), "InvalidParameterValue"),
        (lambda: ec2.describe_instances(NextToken="not a token"), "InvalidParameterValue"),
        (lambda: ec2.describe_instances(Filters=[{"Name": "colour", "Values": ["red"]}]), "InvalidParameterValue"),
        (lambda: ec2.describe_instances(InstanceIds=instances, MaxResults=5), "InvalidParameterCombination"),
        (lambda: ec2.describe_tags(Filters=[{"Name": "colour", "Values": ["red"]}]), "InvalidParameterValue"),
        (lambda: ec2.describe_tags(Filters=[{"Name": "constructor", "Values": ["x"]}]), "InvalidParameterValue"),
        (lambda: ec2.describe_tags(NextToken="not a token"), "InvalidParameterValue"),
        (lambda: ec2.describe_tags(MaxResults=4), "InvalidParameterValue"),
        (lambda: ec2.describe_instance_types(InstanceTypes=["constructor"]), "InvalidInstanceType"),
        (lambda: ec2.modify_instance_metadata_options(InstanceId=instances[0], HttpTokens="maybe"), "InvalidParameterValue"),
        (lambda: ec2.create_tags(Resources=instances, Tags=[{"Key": "aws:a", "Value": "b"}]), "InvalidParameterValue"),
        (lambda: ec2.terminate_instances(), "MissingParameter"),
        (lambda: ec2.modify_instance_metadata_options(InstanceId=instances[0], HttpPutResponseHopLimit=65), "InvalidParameterValue"),
    ):
        with refused(code):
            call()
