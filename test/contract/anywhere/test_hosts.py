"""Container instances and tasks of ECS in a cluster that has hosts, one behaviour a test."""

from typing import Any

from pytest import fixture

from account import Account, refused
from polling import eventually

CONTAINER = {"name": "main", "image": "main:1", "cpu": 2, "memory": 6, "essential": True}


@fixture
def cluster(cluster_with_hosts: str) -> str:
    return cluster_with_hosts


@fixture
def host(account: Account, cluster: str) -> str:
    """The ARN of an ACTIVE host."""
    query = {"cluster": cluster, "status": "ACTIVE"}
    return eventually(lambda: account.ecs.list_container_instances(**query)["containerInstanceArns"], bool)[0]


@fixture
def family(account: Account, name: str) -> str:
    account.ecs.register_task_definition(family=name, containerDefinitions=[CONTAINER])
    return name


def described(account: Account, cluster: str, host: str) -> dict[str, Any]:
    [found] = account.ecs.describe_container_instances(cluster=cluster, containerInstances=[host])["containerInstances"]
    return found


def missing(arn: str) -> str:
    return arn.rsplit("/", 1)[0] + "/" + "0" * 32


def test_a_host_says_what_it_is(account: Account, cluster: str, host: str) -> None:
    found = described(account, cluster, host)
    assert (found["status"], found["agentConnected"]) == ("ACTIVE", True)
    assert found["ec2InstanceId"].startswith("i-")
    assert {"CPU", "MEMORY", "PORTS"} <= {each["name"] for each in found["registeredResources"]}


def test_a_host_has_attributes_of_its_instance(account: Account, cluster: str, host: str) -> None:
    names = {each["name"] for each in described(account, cluster, host)["attributes"]}
    assert {"ecs.instance-type", "ecs.availability-zone", "ecs.ami-id"} <= names


def test_a_host_that_is_missing_is_a_failure_among_the_others(account: Account, cluster: str, host: str) -> None:
    answer = account.ecs.describe_container_instances(cluster=cluster, containerInstances=[missing(host), host])
    assert [each["containerInstanceArn"] for each in answer["containerInstances"]] == [host]
    assert answer["failures"] == [{"arn": missing(host), "reason": "MISSING"}]


def test_a_drain_and_back(account: Account, cluster: str, host: str) -> None:
    change = {"cluster": cluster, "containerInstances": [host]}
    try:
        answer = account.ecs.update_container_instances_state(**change, status="DRAINING")
        assert [each["status"] for each in answer["containerInstances"]] == ["DRAINING"]
        listed = account.ecs.list_container_instances(cluster=cluster, status="DRAINING")["containerInstanceArns"]
        assert listed == [host]
    finally:
        account.ecs.update_container_instances_state(**change, status="ACTIVE")
    assert described(account, cluster, host)["status"] == "ACTIVE"


def test_draining_hosts_count_as_registered(account: Account, cluster: str, host: str) -> None:
    def registered() -> int:
        return account.ecs.describe_clusters(clusters=[cluster])["clusters"][0]["registeredContainerInstancesCount"]

    before = registered()
    change = {"cluster": cluster, "containerInstances": [host]}
    account.ecs.update_container_instances_state(**change, status="DRAINING")
    try:
        assert registered() == before
    finally:
        account.ecs.update_container_instances_state(**change, status="ACTIVE")


def test_a_change_of_state_raises_the_version(account: Account, cluster: str, host: str) -> None:
    before = described(account, cluster, host)["version"]
    change = {"cluster": cluster, "containerInstances": [host]}
    account.ecs.update_container_instances_state(**change, status="DRAINING")
    try:
        assert described(account, cluster, host)["version"] > before
    finally:
        account.ecs.update_container_instances_state(**change, status="ACTIVE")


def test_eleven_hosts_are_too_many_to_drain(account: Account, cluster: str, host: str) -> None:
    arns = [host.rsplit("/", 1)[0] + f"/{number:032}" for number in range(11)]
    with refused("InvalidParameterException"):
        account.ecs.update_container_instances_state(cluster=cluster, containerInstances=arns, status="DRAINING")


def test_a_missing_host_is_a_failure_of_a_drain(account: Account, cluster: str, host: str) -> None:
    change = {"cluster": cluster, "containerInstances": [missing(host)], "status": "DRAINING"}
    answer = account.ecs.update_container_instances_state(**change)
    assert answer["failures"] == [{"arn": missing(host), "reason": "MISSING"}]


def test_a_filter_in_the_cluster_query_language(account: Account, cluster: str, host: str) -> None:
    instance = described(account, cluster, host)["ec2InstanceId"]
    query = {"cluster": cluster, "filter": f"ec2InstanceId in [{instance}]"}
    assert account.ecs.list_container_instances(**query)["containerInstanceArns"] == [host]


def test_a_filter_that_is_none_is_refused(account: Account, cluster: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.list_container_instances(cluster=cluster, filter="runningTasksCount ==")


def test_an_attribute_is_put_listed_and_deleted(account: Account, cluster: str, host: str, name: str) -> None:
    target = {"targetType": "container-instance", "targetId": host}
    account.ecs.put_attributes(cluster=cluster, attributes=[{"name": name, "value": "red", **target}])
    query = {"cluster": cluster, "targetType": "container-instance", "attributeName": name}
    listed = account.ecs.list_attributes(**query)["attributes"]
    assert [(each["targetId"], each["value"]) for each in listed] == [(host, "red")]
    account.ecs.delete_attributes(cluster=cluster, attributes=[{"name": name, **target}])
    assert account.ecs.list_attributes(**query)["attributes"] == []


def test_a_standalone_task_starts_and_stops(account: Account, cluster: str, family: str, host: str) -> None:
    [task] = account.ecs.run_task(cluster=cluster, taskDefinition=family, launchType="EC2")["tasks"]
    assert task["group"] == f"family:{family}"
    stopping = account.ecs.stop_task(cluster=cluster, task=task["taskArn"], reason="enough")["task"]
    assert (stopping["desiredStatus"], stopping["stoppedReason"]) == ("STOPPED", "enough")


def test_a_task_begins_before_it_runs(account: Account, cluster: str, family: str, host: str) -> None:
    [task] = account.ecs.run_task(cluster=cluster, taskDefinition=family, launchType="EC2")["tasks"]
    account.ecs.stop_task(cluster=cluster, task=task["taskArn"])
    assert task["lastStatus"] in ("PROVISIONING", "PENDING")


def test_a_stopping_task_is_listed_as_stopped_at_once(account: Account, cluster: str, family: str, host: str) -> None:
    [task] = account.ecs.run_task(cluster=cluster, taskDefinition=family, launchType="EC2")["tasks"]
    account.ecs.stop_task(cluster=cluster, task=task["taskArn"])
    query = {"cluster": cluster, "family": family}
    assert account.ecs.list_tasks(**query)["taskArns"] == []
    assert account.ecs.list_tasks(**query, desiredStatus="STOPPED")["taskArns"] == [task["taskArn"]]


def test_a_task_that_fits_nowhere_is_a_failure(account: Account, cluster: str, name: str, host: str) -> None:
    account.ecs.register_task_definition(family=name, containerDefinitions=[{**CONTAINER, "memory": 10**6}])
    answer = account.ecs.run_task(cluster=cluster, taskDefinition=name)
    assert (answer["tasks"], [each["reason"] for each in answer["failures"]]) == ([], ["RESOURCE:MEMORY"])


def test_a_standalone_task_cannot_be_protected(account: Account, cluster: str, family: str, host: str) -> None:
    [task] = account.ecs.run_task(cluster=cluster, taskDefinition=family, launchType="EC2")["tasks"]
    answer = account.ecs.update_task_protection(cluster=cluster, tasks=[task["taskArn"]], protectionEnabled=True)
    account.ecs.stop_task(cluster=cluster, task=task["taskArn"])
    assert answer["failures"] == [{"arn": task["taskArn"], "reason": "TASK_NOT_VALID"}]


def test_eleven_tasks_are_too_many_to_run(account: Account, cluster: str, family: str, host: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.run_task(cluster=cluster, taskDefinition=family, launchType="EC2", count=11)
