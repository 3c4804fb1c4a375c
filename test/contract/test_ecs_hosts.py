"""Container instances: lists, the cluster query language, descriptions, draining, attributes."""

from typing import Any

from pytest import fixture, mark, raises

from account import Account, pages_of, refused
from polling import eventually

GENERAL, WITH_GPU = 120, 130


@fixture(scope="module", autouse=True)
def settled(fleet: Account) -> None:
    eventually(lambda: registered(fleet), GENERAL + WITH_GPU)
    eventually(lambda: len(hosts(fleet, filter="runningTasksCount >= 1")), GENERAL + WITH_GPU)
    eventually(lambda: len(hosts(fleet, filter="runningTasksCount >= 2")), WITH_GPU)


def registered(account: Account) -> int:
    [cluster] = account.ecs.describe_clusters(clusters=["fleet"])["clusters"]
    return cluster["registeredContainerInstancesCount"]


def hosts(account: Account, **query: Any) -> list[str]:
    return pages_of(account.ecs, "list_container_instances", "containerInstanceArns", cluster="fleet", **query)[1]


def described(account: Account, arn: str, **query: Any) -> dict[str, Any]:
    [host] = account.ecs.describe_container_instances(cluster="fleet", containerInstances=[arn], **query)["containerInstances"]
    return host


def set_status(account: Account, arns: list[str], status: str) -> dict[str, Any]:
    return account.ecs.update_container_instances_state(cluster="fleet", containerInstances=arns, status=status)


def test_pages_hold_every_host_once(fleet: Account) -> None:
    pages, arns = pages_of(fleet.ecs, "list_container_instances", "containerInstanceArns", cluster="fleet")
    assert (pages, len(arns), len(set(arns))) == (3, 250, 250)
    pages, arns = pages_of(
        fleet.ecs, "list_container_instances", "containerInstanceArns", cluster="fleet", PaginationConfig={"PageSize": 50}
    )
    assert (pages, len(set(arns))) == (5, 250)


@mark.parametrize(
    ("expression", "count"),
    [
        ("attribute:ecs.instance-type =~ g4dn.*", WITH_GPU),
        ("attribute:ecs.instance-type == m7g.large", GENERAL),
        ("attribute:ecs.instance-type in [m7g.large, g4dn.xlarge]", 250),
        ("attribute:ecs.instance-type !~ g4dn.*", GENERAL),
        ("not(attribute:ecs.instance-type == m7g.large)", WITH_GPU),
        ("attribute:ecs.instance-type =~ g4dn.* or attribute:ecs.cpu-architecture == arm64", 250),
        ("attribute:ecs.instance-type =~ g4dn.* and attribute:ecs.cpu-architecture == arm64", 0),
        ("(attribute:ecs.os-type == linux) and (agentConnected == true)", 250),
        ("attribute:colour exists", 0),
        ("attribute:colour !exists", 250),
        ("runningTasksCount == 0", 0),
        ("runningTasksCount == 2", WITH_GPU),
        ("runningTasksCount > 0 and runningTasksCount <= 1", GENERAL),
        ("agentConnected == false", 0),
        ("registeredAt < 2020-01-01", 0),
        ("registeredAt > 2020-01-01T00:00:00Z", 250),
        ("task:group == service:gpu-exporter", WITH_GPU),
        ("task:group == service:log-router", 250),
    ],
)
def test_the_cluster_query_language(fleet: Account, expression: str, count: int) -> None:
    assert len(hosts(fleet, filter=expression)) == count


def test_a_filter_by_instance_ids(fleet: Account) -> None:
    arns = hosts(fleet)[:3]
    answer = fleet.ecs.describe_container_instances(cluster="fleet", containerInstances=arns)
    ids = [each["ec2InstanceId"] for each in answer["containerInstances"]]
    assert hosts(fleet, filter=f"ec2InstanceId in [{', '.join(ids)}]") == arns
    assert hosts(fleet, filter=f"ec2InstanceId == {ids[0]} and runningTasksCount > 0") == arns[:1]


@mark.parametrize("expression", ["nonsense", "runningTasksCount ==", "attribute:x == a and", "(agentConnected == true"])
def test_what_is_no_query_is_refused(fleet: Account, expression: str) -> None:
    with raises(fleet.ecs.exceptions.InvalidParameterException):
        hosts(fleet, filter=expression)


def test_a_description(fleet: Account) -> None:
    [arn, *_] = hosts(fleet, filter="attribute:ecs.instance-type == g4dn.xlarge")
    host = described(fleet, arn, include=["TAGS", "CONTAINER_INSTANCE_HEALTH"])
    assert host["containerInstanceArn"] == arn
    assert (host["status"], host["agentConnected"], host["runningTasksCount"]) == ("ACTIVE", True, 2)
    amounts = {each["name"]: each for each in host["registeredResources"]}
    remaining = {each["name"]: each for each in host["remainingResources"]}
    assert amounts["CPU"]["integerValue"] == 4 * 1024
    assert remaining["CPU"]["integerValue"] == 4 * 1024 - 2 * 64
    assert "22" in amounts["PORTS"]["stringSetValue"]
    assert {"ecs.instance-type", "ecs.availability-zone", "ecs.ami-id"} <= {each["name"] for each in host["attributes"]}


def test_at_most_a_hundred_in_a_description(fleet: Account) -> None:
    arns = hosts(fleet)
    answer = fleet.ecs.describe_container_instances(cluster="fleet", containerInstances=arns[:100])
    assert [each["containerInstanceArn"] for each in answer["containerInstances"]] == arns[:100]
    for wrong in (arns[:101], []):
        with raises(fleet.ecs.exceptions.InvalidParameterException):
            fleet.ecs.describe_container_instances(cluster="fleet", containerInstances=wrong)


def test_a_drain_and_its_end(fleet: Account) -> None:
    arns = hosts(fleet, filter="attribute:ecs.instance-type == m7g.large")[:2]
    version = described(fleet, arns[0])["version"]
    try:
        answer = set_status(fleet, arns, "DRAINING")
        assert [each["status"] for each in answer["containerInstances"]] == ["DRAINING", "DRAINING"]
        assert answer["failures"] == []
        assert described(fleet, arns[0])["version"] > version
        assert set(hosts(fleet, status="DRAINING")) == set(arns)
        assert not set(arns) & set(hosts(fleet, status="ACTIVE"))
        # Draining hosts count as registered.
        assert registered(fleet) == 250
        # The controller lowers the desired count, and the tasks stop.
        eventually(lambda: described(fleet, arns[0])["runningTasksCount"], 0)
    finally:
        assert set_status(fleet, arns, "ACTIVE")["failures"] == []
    eventually(lambda: len(hosts(fleet, filter="task:group == service:log-router")), 250)


def test_failures_of_a_state_change_do_not_stop_the_others(fleet: Account) -> None:
    [arn, *_] = hosts(fleet)
    missing = arn.rsplit("/", 1)[0] + "/" + "0" * 32
    answer = set_status(fleet, [missing, arn], "ACTIVE")
    assert [each["containerInstanceArn"] for each in answer["containerInstances"]] == [arn]
    assert answer["failures"] == [{"arn": missing, "reason": "MISSING"}]
    answer = fleet.ecs.describe_container_instances(cluster="fleet", containerInstances=[missing, arn])
    assert [each["containerInstanceArn"] for each in answer["containerInstances"]] == [arn]
    assert answer["failures"] == [{"arn": missing, "reason": "MISSING"}]


def test_refusals_of_a_state_change(fleet: Account) -> None:
    arns = hosts(fleet)
    for wrong, status in ((arns[:11], "DRAINING"), (arns[:1], "REGISTERING"), (arns[:1], "nonsense")):
        with raises(fleet.ecs.exceptions.InvalidParameterException):
            set_status(fleet, wrong, status)
    with refused("ClusterNotFoundException", message="Cluster not found"):
        fleet.ecs.update_container_instances_state(cluster="unknown", containerInstances=arns[:1], status="DRAINING")


def test_attributes_select_hosts(fleet: Account) -> None:
    arns = hosts(fleet)[:2]
    colours = [{"name": "colour", "value": "red", "targetType": "container-instance", "targetId": arn} for arn in arns]
    assert len(fleet.ecs.put_attributes(cluster="fleet", attributes=colours)["attributes"]) == 2
    found = {"cluster": "fleet", "targetType": "container-instance", "attributeName": "colour"}
    _, listed = pages_of(fleet.ecs, "list_attributes", "attributes", **found)
    assert {(each["targetId"], each["value"]) for each in listed} == {(arn, "red") for arn in arns}
    assert fleet.ecs.list_attributes(**found, attributeValue="blue")["attributes"] == []
    assert hosts(fleet, filter="attribute:colour == red") == arns
    removed = [{"name": "colour", "targetType": "container-instance", "targetId": arn} for arn in arns]
    fleet.ecs.delete_attributes(cluster="fleet", attributes=removed)
    assert hosts(fleet, filter="attribute:colour exists") == []


def test_attributes_of_what_is_not_there(fleet: Account) -> None:
    attribute = {"name": "colour", "targetType": "container-instance", "targetId": "0" * 32}
    for call in (fleet.ecs.put_attributes, fleet.ecs.delete_attributes):
        with raises(fleet.ecs.exceptions.TargetNotFoundException):
            call(cluster="fleet", attributes=[attribute])


def test_a_host_is_deregistered(fleet: Account, name: str) -> None:
    """By force, and then an agent would have to register it again: the last test here."""
    group = fleet.autoscaling
    group.create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=0,
        MaxSize=1,
        DesiredCapacity=1,
        LaunchTemplate={"LaunchTemplateName": "fleet-general", "Version": "$Latest"},
        AvailabilityZones=[f"{fleet.address.region}a"],
    )
    known = set(hosts(fleet))
    [arn] = eventually(lambda: set(hosts(fleet)) - known, lambda new: len(new) == 1)
    eventually(lambda: described(fleet, arn)["runningTasksCount"], 1)
    with raises(fleet.ecs.exceptions.InvalidParameterException, match="running tasks"):
        fleet.ecs.deregister_container_instance(cluster="fleet", containerInstance=arn)
    gone = fleet.ecs.deregister_container_instance(cluster="fleet", containerInstance=arn, force=True)["containerInstance"]
    assert gone["status"] == "INACTIVE"
    assert arn not in hosts(fleet)
    assert described(fleet, arn)["status"] == "INACTIVE"
    assert set_status(fleet, [arn], "DRAINING")["failures"] == [{"arn": arn, "reason": "INACTIVE"}]
    with raises(fleet.ecs.exceptions.InvalidParameterException):
        fleet.ecs.deregister_container_instance(cluster="fleet", containerInstance=arn)
    group.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
