"""Tasks of ECS: run, start, list, describe, protect, stop."""

from typing import Any

from pytest import fixture, raises

from account import Account, pages_of, tags
from polling import eventually

TINY = {"name": "main", "image": "main:1", "cpu": 2, "memory": 6, "essential": True}
PATIENCE = {"Delay": 0.1, "MaxAttempts": 1200}


@fixture
def family(shop: Account, name: str) -> str:
    shop.ecs.register_task_definition(family=name, containerDefinitions=[TINY])
    return name


@fixture
def host(shop: Account) -> str:
    """A host of the group that tests leave alone."""
    query = {"cluster": "shop", "status": "ACTIVE", "filter": "attribute:ecs.instance-type == g4dn.xlarge"}
    return eventually(lambda: shop.ecs.list_container_instances(**query)["containerInstanceArns"], bool)[0]


def task(account: Account, arn: str) -> dict[str, Any]:
    [found] = account.ecs.describe_tasks(cluster="shop", tasks=[arn])["tasks"]
    return found


def test_a_standalone_task_from_start_to_stop(shop: Account, family: str, host: str) -> None:
    answer = shop.ecs.run_task(cluster="shop", taskDefinition=family, count=2, startedBy=family, tags=tags(a="b"))
    assert answer["failures"] == []
    arns = [each["taskArn"] for each in answer["tasks"]]
    assert {each["lastStatus"] for each in answer["tasks"]} <= {"PROVISIONING", "PENDING"}
    assert [each["group"] for each in answer["tasks"]] == [f"family:{family}"] * 2
    shop.ecs.get_waiter("tasks_running").wait(cluster="shop", tasks=arns, WaiterConfig=PATIENCE)
    assert sorted(shop.ecs.list_tasks(cluster="shop", startedBy=family)["taskArns"]) == sorted(arns)
    assert sorted(shop.ecs.list_tasks(cluster="shop", family=family)["taskArns"]) == sorted(arns)
    [described] = shop.ecs.describe_tasks(cluster="shop", tasks=arns[:1], include=["TAGS"])["tasks"]
    assert (described["lastStatus"], described["tags"], described["startedBy"]) == ("RUNNING", tags(a="b"), family)
    assert [each["lastStatus"] for each in described["containers"]] == ["RUNNING"]
    assert described["createdAt"] <= described["startedAt"]

    stopping = shop.ecs.stop_task(cluster="shop", task=arns[0], reason="enough")["task"]
    assert (stopping["desiredStatus"], stopping["stoppedReason"]) == ("STOPPED", "enough")
    # It is on the list of stopped tasks at once, though its containers still run.
    assert arns[0] in pages_of(shop.ecs, "list_tasks", "taskArns", cluster="shop", desiredStatus="STOPPED")[1]
    assert shop.ecs.list_tasks(cluster="shop", family=family)["taskArns"] == arns[1:]
    shop.ecs.get_waiter("tasks_stopped").wait(cluster="shop", tasks=arns[:1], WaiterConfig=PATIENCE)
    stopped = task(shop, arns[0])
    assert (stopped["stopCode"], stopped["containers"][0]["lastStatus"]) == ("UserInitiated", "STOPPED")
    assert "exitCode" in stopped["containers"][0]
    shop.ecs.stop_task(cluster="shop", task=arns[1])


def test_tasks_come_in_pages_of_a_hundred(shop: Account, family: str, host: str) -> None:
    arns = []
    for _ in range(11):
        answer = shop.ecs.start_task(cluster="shop", taskDefinition=family, containerInstances=[host] * 10, group=family)
        assert answer["failures"] == []
        arns += [each["taskArn"] for each in answer["tasks"]]
    pages, listed = pages_of(shop.ecs, "list_tasks", "taskArns", cluster="shop", family=family)
    assert (pages, listed) == (2, arns)
    _, on_host = pages_of(shop.ecs, "list_tasks", "taskArns", cluster="shop", containerInstance=host)
    assert set(arns) < set(on_host)
    answer = shop.ecs.describe_tasks(cluster="shop", tasks=arns[:100])
    assert [each["taskArn"] for each in answer["tasks"]] == arns[:100]
    assert {each["containerInstanceArn"] for each in answer["tasks"]} == {host}
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.describe_tasks(cluster="shop", tasks=arns[:101])
    for arn in arns:
        shop.ecs.stop_task(cluster="shop", task=arn)
    eventually(lambda: shop.ecs.list_tasks(cluster="shop", family=family)["taskArns"], [])


def test_failures_are_among_the_others(shop: Account, family: str, host: str) -> None:
    missing = host.rsplit("/", 1)[0] + "/" + "0" * 32
    answer = shop.ecs.start_task(cluster="shop", taskDefinition=family, containerInstances=[missing, host])
    [started] = [each["taskArn"] for each in answer["tasks"]]
    assert answer["failures"] == [{"arn": missing, "reason": "MISSING"}]
    unknown = started.rsplit("/", 1)[0] + "/" + "0" * 32
    answer = shop.ecs.describe_tasks(cluster="shop", tasks=[unknown, started])
    assert [each["taskArn"] for each in answer["tasks"]] == [started]
    assert answer["failures"] == [{"arn": unknown, "reason": "MISSING"}]
    shop.ecs.stop_task(cluster="shop", task=started)


def test_a_task_that_fits_nowhere_is_a_failure(shop: Account, name: str, host: str) -> None:
    shop.ecs.register_task_definition(family=name, containerDefinitions=[{**TINY, "memory": 10**6}])
    answer = shop.ecs.run_task(cluster="shop", taskDefinition=name)
    assert answer["tasks"] == []
    assert [each["reason"] for each in answer["failures"]] == ["RESOURCE:MEMORY"]
    answer = shop.ecs.start_task(cluster="shop", taskDefinition=name, containerInstances=[host])
    assert [each["reason"] for each in answer["failures"]] == ["RESOURCE:MEMORY"]


def test_protection_of_a_service_s_tasks(shop: Account, family: str, host: str) -> None:
    shop.ecs.create_service(cluster="shop", serviceName=family, taskDefinition=family, desiredCount=1)
    [arn] = eventually(lambda: shop.ecs.list_tasks(cluster="shop", serviceName=family)["taskArns"], bool)
    shop.ecs.get_waiter("tasks_running").wait(cluster="shop", tasks=[arn], WaiterConfig=PATIENCE)
    answer = shop.ecs.update_task_protection(cluster="shop", tasks=[arn], protectionEnabled=True, expiresInMinutes=600)
    [protected] = answer["protectedTasks"]
    assert (protected["protectionEnabled"], answer["failures"]) == (True, [])
    [read] = shop.ecs.get_task_protection(cluster="shop", tasks=[arn])["protectedTasks"]
    assert read == protected
    shop.ecs.update_service(cluster="shop", service=family, desiredCount=0)
    unknown = arn.rsplit("/", 1)[0] + "/" + "0" * 32
    answer = shop.ecs.get_task_protection(cluster="shop", tasks=[arn, unknown])
    assert ([each["taskArn"] for each in answer["protectedTasks"]], answer["failures"]) == (
        [arn],
        [{"arn": unknown, "reason": "MISSING"}],
    )
    shop.ecs.update_task_protection(cluster="shop", tasks=[arn], protectionEnabled=False)
    eventually(lambda: task(shop, arn)["lastStatus"], "STOPPED")
    shop.ecs.delete_service(cluster="shop", service=family)


def test_a_standalone_task_cannot_be_protected(shop: Account, family: str, host: str) -> None:
    [started] = shop.ecs.run_task(cluster="shop", taskDefinition=family)["tasks"]
    answer = shop.ecs.update_task_protection(cluster="shop", tasks=[started["taskArn"]], protectionEnabled=True)
    assert answer["failures"] == [{"arn": started["taskArn"], "reason": "TASK_NOT_VALID"}]
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.update_task_protection(
            cluster="shop", tasks=[started["taskArn"]], protectionEnabled=True, expiresInMinutes=2881
        )
    shop.ecs.stop_task(cluster="shop", task=started["taskArn"])


def test_tasks_that_are_refused(shop: Account, family: str) -> None:
    for call in (
        lambda: shop.ecs.run_task(cluster="shop", taskDefinition=family, count=11),
        lambda: shop.ecs.start_task(cluster="shop", taskDefinition=family, containerInstances=[]),
        lambda: shop.ecs.stop_task(cluster="shop", task="0" * 32),
        lambda: shop.ecs.describe_tasks(cluster="shop", tasks=[]),
        lambda: shop.ecs.list_tasks(cluster="shop", startedBy="me", family=family),
        lambda: shop.ecs.list_tasks(cluster="shop", containerInstance="0" * 32),
    ):
        with raises(shop.ecs.exceptions.InvalidParameterException):
            call()
    with raises(shop.ecs.exceptions.ServiceNotFoundException):
        shop.ecs.list_tasks(cluster="shop", serviceName="unknown")
    for call in (
        lambda: shop.ecs.run_task(cluster="unknown", taskDefinition=family),
        lambda: shop.ecs.stop_task(cluster="unknown", task="0" * 32),
        lambda: shop.ecs.get_task_protection(cluster="unknown", tasks=["0" * 32]),
    ):
        with raises(shop.ecs.exceptions.ClusterNotFoundException):
            call()
