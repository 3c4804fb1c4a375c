"""Services and task definitions of ECS."""

from typing import Any

from pytest import fixture, mark, raises

from account import Account, pages_of, refused, tags
from polling import eventually

SMALL = {"name": "main", "image": "main:1", "cpu": 32, "memory": 64, "essential": True}


@fixture
def family(shop: Account, name: str) -> str:
    shop.ecs.register_task_definition(family=name, containerDefinitions=[SMALL])
    return name


@fixture
def cluster(shop: Account, name: str) -> str:
    """A cluster without hosts."""
    return shop.ecs.create_cluster(clusterName=name)["cluster"]["clusterName"]


def service(account: Account, cluster: str, name: str, **query: Any) -> dict[str, Any]:
    [found] = account.ecs.describe_services(cluster=cluster, services=[name], **query)["services"]
    return found


def test_task_definitions(shop: Account, name: str) -> None:
    container = {**SMALL, "environment": [{"name": "A", "value": "b"}], "portMappings": [{"containerPort": 80}]}
    for revision in (1, 2):
        registered = shop.ecs.register_task_definition(
            family=name, containerDefinitions=[container], cpu="128", memory="256", tags=tags(a="b")
        )
        assert registered["taskDefinition"]["taskDefinitionArn"].endswith(f":task-definition/{name}:{revision}")
        assert registered["tags"] == tags(a="b")
    for wanted, revision in ((name, 2), (f"{name}:1", 1)):
        answer = shop.ecs.describe_task_definition(taskDefinition=wanted, include=["TAGS"])
        described = answer["taskDefinition"]
        assert (described["family"], described["revision"], described["status"]) == (name, revision, "ACTIVE")
        assert described["containerDefinitions"][0]["environment"] == [{"name": "A", "value": "b"}]
        assert answer["tags"] == tags(a="b")
    _, arns = pages_of(shop.ecs, "list_task_definitions", "taskDefinitionArns", familyPrefix=name)
    assert [arn.rsplit(":", 1)[1] for arn in arns] == ["1", "2"]
    _, arns = pages_of(
        shop.ecs, "list_task_definitions", "taskDefinitionArns", familyPrefix=name, sort="DESC",
        PaginationConfig={"PageSize": 1},
    )
    assert [arn.rsplit(":", 1)[1] for arn in arns] == ["2", "1"]


def test_task_definitions_that_are_none(shop: Account, name: str) -> None:
    with refused("ClientException", message="Unable to describe task definition"):
        shop.ecs.describe_task_definition(taskDefinition=name)
    for wrong in ({"family": "no spaces", "containerDefinitions": [SMALL]}, {"family": name, "containerDefinitions": []}):
        with raises(shop.ecs.exceptions.ClientException):
            shop.ecs.register_task_definition(**wrong)


def test_a_service_from_creation_to_deletion(shop: Account, family: str) -> None:
    created = shop.ecs.create_service(
        cluster="shop",
        serviceName=family,
        taskDefinition=family,
        desiredCount=2,
        launchType="EC2",
        placementStrategy=[{"type": "spread", "field": "instanceId"}],
        placementConstraints=[{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
        deploymentConfiguration={"minimumHealthyPercent": 50, "maximumPercent": 150},
        tags=tags(team="web"),
    )["service"]
    assert (created["status"], created["desiredCount"], created["tags"]) == ("ACTIVE", 2, tags(team="web"))
    assert [each["rolloutState"] for each in created["deployments"]] == ["IN_PROGRESS"]

    patience = {"Delay": 0.1, "MaxAttempts": 1200}
    shop.ecs.get_waiter("services_stable").wait(cluster="shop", services=[family], WaiterConfig=patience)
    stable = service(shop, "shop", family)
    assert (stable["runningCount"], stable["pendingCount"], stable["tags"]) == (2, 0, [])
    assert stable["createdAt"].tzinfo is not None
    eventually(
        lambda: [each["message"] for each in service(shop, "shop", family)["events"]],
        lambda messages: any("has reached a steady state" in message for message in messages),
    )

    updated = shop.ecs.update_service(cluster="shop", service=family, desiredCount=1)["service"]
    assert updated["desiredCount"] == 1
    eventually(lambda: service(shop, "shop", family)["runningCount"], 1)

    with raises(shop.ecs.exceptions.InvalidParameterException, match="scaled above 0"):
        shop.ecs.delete_service(cluster="shop", service=family)
    deleted = shop.ecs.delete_service(cluster="shop", service=created["serviceArn"], force=True)["service"]
    assert deleted["status"] == "DRAINING"
    shop.ecs.get_waiter("services_inactive").wait(cluster="shop", services=[family], WaiterConfig=patience)
    with raises(shop.ecs.exceptions.ServiceNotActiveException):
        shop.ecs.update_service(cluster="shop", service=family, desiredCount=1)


def test_a_new_deployment_replaces_the_tasks(shop: Account, family: str) -> None:
    shop.ecs.create_service(cluster="shop", serviceName=family, taskDefinition=family, desiredCount=1)
    eventually(lambda: service(shop, "shop", family)["runningCount"], 1)
    [before] = shop.ecs.list_tasks(cluster="shop", serviceName=family)["taskArns"]
    shop.ecs.register_task_definition(family=family, containerDefinitions=[SMALL])
    updated = shop.ecs.update_service(cluster="shop", service=family, taskDefinition=family)["service"]
    assert updated["taskDefinition"].endswith(f"{family}:2")
    assert sorted(each["status"] for each in updated["deployments"]) == ["ACTIVE", "PRIMARY"]
    eventually(lambda: [each["rolloutState"] for each in service(shop, "shop", family)["deployments"]], ["COMPLETED"])
    assert before not in shop.ecs.list_tasks(cluster="shop", serviceName=family)["taskArns"]
    shop.ecs.delete_service(cluster="shop", service=family, force=True)


def test_a_daemon_service_has_no_desired_count_of_its_own(shop: Account, family: str) -> None:
    created = shop.ecs.create_service(
        cluster="shop", serviceName=family, taskDefinition=family, schedulingStrategy="DAEMON"
    )["service"]
    assert created["schedulingStrategy"] == "DAEMON"
    eventually(lambda: service(shop, "shop", family)["runningCount"], lambda running: running >= 3)
    with raises(shop.ecs.exceptions.InvalidParameterException, match="daemon scheduling strategy"):
        shop.ecs.update_service(cluster="shop", service=family, desiredCount=2)
    _, arns = pages_of(shop.ecs, "list_services", "serviceArns", cluster="shop", schedulingStrategy="DAEMON")
    assert created["serviceArn"] in arns
    shop.ecs.delete_service(cluster="shop", service=family)


def test_services_come_in_pages(shop: Account, family: str, cluster: str) -> None:
    for number in range(103):
        shop.ecs.create_service(
            cluster=cluster, serviceName=f"service-{number:03}", taskDefinition=family, desiredCount=0
        )
    # Ten unless more are asked for, a hundred at most.
    pages, arns = pages_of(shop.ecs, "list_services", "serviceArns", cluster=cluster)
    assert (pages, len(set(arns))) == (11, 103)
    sizes = {"PaginationConfig": {"PageSize": 100}}
    pages, arns = pages_of(shop.ecs, "list_services", "serviceArns", cluster=cluster, launchType="EC2", **sizes)
    assert (pages, len(set(arns))) == (2, 103)
    assert pages_of(shop.ecs, "list_services", "serviceArns", cluster=cluster, launchType="FARGATE")[1] == []
    [described] = shop.ecs.describe_clusters(clusters=[cluster])["clusters"]
    assert described["activeServicesCount"] == 103
    answer = shop.ecs.describe_services(cluster=cluster, services=arns[:10])
    assert [each["serviceArn"] for each in answer["services"]] == arns[:10]
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.describe_services(cluster=cluster, services=arns[:11])


def test_a_service_that_is_missing_is_a_failure_among_the_others(shop: Account) -> None:
    answer = shop.ecs.describe_services(cluster="shop", services=["unknown", "web"], include=["TAGS"])
    assert [each["serviceName"] for each in answer["services"]] == ["web"]
    [failure] = answer["failures"]
    assert (failure["reason"], failure["arn"].endswith(":service/unknown")) == ("MISSING", True)


def test_a_service_needs_its_cluster(shop: Account) -> None:
    for call in (
        lambda: shop.ecs.list_services(cluster="unknown"),
        lambda: shop.ecs.describe_services(cluster="unknown", services=["web"]),
        lambda: shop.ecs.update_service(cluster="unknown", service="web", desiredCount=1),
        lambda: shop.ecs.delete_service(cluster="unknown", service="web"),
    ):
        with refused("ClusterNotFoundException"):
            call()
    for call in (
        lambda: shop.ecs.update_service(cluster="shop", service="unknown", desiredCount=1),
        lambda: shop.ecs.delete_service(cluster="shop", service="unknown"),
    ):
        with raises(shop.ecs.exceptions.ServiceNotFoundException):
            call()


@mark.parametrize(
    "change",
    [
        {"desiredCount": -1},
        {"serviceName": "no spaces"},
        {"placementConstraints": [{"type": "memberOf", "expression": "nonsense"}]},
        {"placementConstraints": [{"type": "distinctInstance", "expression": "runningTasksCount == 0"}]},
        {"deploymentConfiguration": {"minimumHealthyPercent": 200, "maximumPercent": 100}},
        {"capacityProviderStrategy": [{"capacityProvider": "unknown"}]},
        {"schedulingStrategy": "DAEMON", "placementStrategy": [{"type": "random"}]},
    ],
)
def test_services_that_are_refused(shop: Account, family: str, change: dict[str, Any]) -> None:
    wanted = {"cluster": "shop", "serviceName": family, "taskDefinition": family, "desiredCount": 0, **change}
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.create_service(**wanted)


def test_a_service_of_an_unknown_task_definition_is_refused(shop: Account, name: str) -> None:
    with raises(shop.ecs.exceptions.ClientException):
        shop.ecs.create_service(cluster="shop", serviceName=name, taskDefinition="unknown", desiredCount=0)
