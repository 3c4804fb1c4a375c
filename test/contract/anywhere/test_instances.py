"""EC2, one behaviour a test, on the instances of one group."""

from collections.abc import Iterator
from typing import Any

from pytest import fixture, mark

from account import Account, refused
from polling import eventually
from test_groups import make, states

UNKNOWN = "i-0123456789abcdef0"


@fixture(scope="module")
def instances(account: Account, template: str, run: str) -> Iterator[list[str]]:
    """Two running instances."""
    name = f"contract-{run}-instances"
    tag = {"Key": "fruit", "Value": f"apple & pear {run}", "PropagateAtLaunch": True}
    make(account, name, template, DesiredCapacity=2, Tags=[tag])
    found = eventually(lambda: states(account, name), lambda seen: list(seen.values()) == ["InService"] * 2)
    yield sorted(found)
    account.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


def found(account: Account, **query: Any) -> list[str]:
    reservations = account.ec2.describe_instances(**query)["Reservations"]
    return sorted(each["InstanceId"] for one in reservations for each in one["Instances"])


def described(account: Account, instance: str) -> dict[str, Any]:
    [reservation] = account.ec2.describe_instances(InstanceIds=[instance])["Reservations"]
    [one] = reservation["Instances"]
    return one


def test_an_instance_says_how_it_is(account: Account, instances: list[str]) -> None:
    instance = described(account, instances[0])
    assert instance["State"] == {"Code": 16, "Name": "running"}
    assert instance["Placement"]["AvailabilityZone"].startswith(account.address.region)


def test_an_instance_says_who_runs_it(account: Account, instances: list[str]) -> None:
    assert described(account, instances[0])["Operator"] == {"Managed": False}


def test_an_instance_has_the_tags_of_its_group(account: Account, instances: list[str], run: str) -> None:
    tags = {each["Key"]: each["Value"] for each in described(account, instances[0])["Tags"]}
    assert (tags["fruit"], tags["aws:autoscaling:groupName"]) == (f"apple & pear {run}", f"contract-{run}-instances")


@mark.parametrize(
    "filter_",
    ["tag:fruit=apple & pear {run}", "tag:fruit=apple*{run}"],
)
def test_a_filter_by_tag(account: Account, instances: list[str], run: str, filter_: str) -> None:
    name, _, value = filter_.format(run=run).partition("=")
    assert found(account, Filters=[{"Name": name, "Values": [value]}]) == instances


def test_filters_narrow_each_other_down(account: Account, instances: list[str], run: str) -> None:
    fruit = {"Name": "tag:fruit", "Values": [f"apple & pear {run}"]}
    assert found(account, Filters=[fruit, {"Name": "instance-state-name", "Values": ["running"]}]) == instances
    assert found(account, Filters=[fruit, {"Name": "instance-state-name", "Values": ["stopped"]}]) == []


def test_a_filter_that_is_none_is_refused(account: Account) -> None:
    with refused("InvalidParameterValue"):
        account.ec2.describe_instances(Filters=[{"Name": "colour", "Values": ["red"]}])


def test_a_page_has_five_at_least(account: Account) -> None:
    with refused("InvalidParameterValue"):
        account.ec2.describe_instances(MaxResults=4)


def test_metadata_options_change(account: Account, instances: list[str]) -> None:
    change = {"InstanceId": instances[1], "HttpTokens": "required", "HttpPutResponseHopLimit": 2}
    account.ec2.modify_instance_metadata_options(**change)
    options = described(account, instances[1])["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"], options["HttpEndpoint"]) == ("required", 2, "enabled")


def test_a_change_of_metadata_options_is_pending_at_first(account: Account, instances: list[str]) -> None:
    answer = account.ec2.modify_instance_metadata_options(InstanceId=instances[0], HttpPutResponseHopLimit=3)
    assert answer["InstanceMetadataOptions"]["State"] == "pending"


def test_a_hop_limit_above_64_is_refused(account: Account, instances: list[str]) -> None:
    with refused("InvalidParameterValue"):
        account.ec2.modify_instance_metadata_options(InstanceId=instances[0], HttpPutResponseHopLimit=65)


def test_tags_are_created_and_found(account: Account, instances: list[str], name: str) -> None:
    account.ec2.create_tags(Resources=instances[:1], Tags=[{"Key": name, "Value": "<ü>"}])
    tags = account.ec2.describe_tags(Filters=[{"Name": "key", "Values": [name]}])["Tags"]
    assert tags == [{"Key": name, "Value": "<ü>", "ResourceId": instances[0], "ResourceType": "instance"}]


def test_tags_of_aws_are_refused(account: Account, instances: list[str]) -> None:
    with refused("InvalidParameterValue"):
        account.ec2.create_tags(Resources=instances, Tags=[{"Key": "aws:a", "Value": "b"}])


@mark.parametrize("operation", ["describe_instances", "terminate_instances"])
def test_an_instance_that_is_missing(account: Account, operation: str) -> None:
    with refused("InvalidInstanceID.NotFound"):
        getattr(account.ec2, operation)(InstanceIds=[UNKNOWN])


def test_an_instance_whose_id_is_none(account: Account) -> None:
    with refused("InvalidInstanceID.Malformed"):
        account.ec2.describe_instances(InstanceIds=["nonsense"])


def test_a_type_says_what_it_has(account: Account) -> None:
    [found_type] = account.ec2.describe_instance_types(InstanceTypes=["m7g.large"])["InstanceTypes"]
    assert (found_type["VCpuInfo"]["DefaultVCpus"], found_type["MemoryInfo"]["SizeInMiB"]) == (2, 8192)


def test_a_type_that_is_none_is_refused(account: Account) -> None:
    with refused("InvalidInstanceType"):
        account.ec2.describe_instance_types(InstanceTypes=["nonsense.large"])
