"""ECS without hosts, one behaviour a test."""

from typing import Any

from pytest import fixture, mark

from account import Account, refused, tags
from polling import eventually

CONTAINER = {"name": "main", "image": "main:1", "cpu": 2, "memory": 6, "essential": True}


@fixture
def cluster(account: Account, name: str) -> str:
    """An empty cluster of that name."""
    account.ecs.create_cluster(clusterName=name)
    return name


@fixture
def definition(account: Account, name: str) -> str:
    """The ARN of a task definition."""
    answer = account.ecs.register_task_definition(family=name, containerDefinitions=[CONTAINER], tags=tags(a="b"))
    return answer["taskDefinition"]["taskDefinitionArn"]


@fixture
def service(account: Account, cluster: str, definition: str) -> str:
    """The name of a service that wants no task."""
    account.ecs.create_service(cluster=cluster, serviceName="web", taskDefinition=definition, desiredCount=0)
    return "web"


def described(account: Account, cluster: str, **query: Any) -> dict[str, Any]:
    [found] = account.ecs.describe_clusters(clusters=[cluster], **query)["clusters"]
    return found


def test_a_cluster_made_twice_is_the_same(account: Account, cluster: str) -> None:
    arn = f"arn:aws:ecs:{account.address.region}:{account.address.account}:cluster/{cluster}"
    assert account.ecs.create_cluster(clusterName=cluster)["cluster"]["clusterArn"] == arn


def test_a_cluster_that_is_missing_is_a_failure_among_the_others(account: Account, cluster: str) -> None:
    answer = account.ecs.describe_clusters(clusters=[cluster, f"{cluster}-missing"])
    assert [each["clusterName"] for each in answer["clusters"]] == [cluster]
    [failure] = answer["failures"]
    assert (failure["reason"], failure["arn"].endswith(f":cluster/{cluster}-missing")) == ("MISSING", True)


def test_a_description_leaves_out_what_was_not_asked_for(account: Account, cluster: str) -> None:
    plain = described(account, cluster)
    assert (plain["tags"], plain["statistics"], plain["settings"]) == ([], [], [])


def test_a_deleted_cluster_is_inactive(account: Account, cluster: str) -> None:
    assert account.ecs.delete_cluster(cluster=cluster)["cluster"]["status"] == "INACTIVE"
    assert described(account, cluster)["status"] == "INACTIVE"


def test_a_cluster_deleted_before_is_not_found(account: Account, cluster: str) -> None:
    account.ecs.delete_cluster(cluster=cluster)
    with refused("ClusterNotFoundException"):
        account.ecs.update_service(cluster=cluster, service="web", desiredCount=0)


def test_a_cluster_with_services_stays(account: Account, cluster: str, service: str) -> None:
    with refused("ClusterContainsServicesException"):
        account.ecs.delete_cluster(cluster=cluster)


def test_a_cluster_s_name_has_no_spaces(account: Account) -> None:
    with refused("InvalidParameterException"):
        account.ecs.create_cluster(clusterName="no spaces")


def test_a_hundred_and_one_clusters_are_too_many(account: Account, cluster: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.describe_clusters(clusters=[cluster] * 101)


@mark.parametrize("wrong", [{"maxResults": 101}, {"nextToken": "not a token"}], ids=["too large", "no token"])
def test_a_page_that_does_not_exist_is_refused(account: Account, wrong: dict[str, Any]) -> None:
    with refused("InvalidParameterException"):
        account.ecs.list_clusters(**wrong)


def test_tags_change(account: Account, cluster: str) -> None:
    arn = described(account, cluster)["clusterArn"]
    account.ecs.tag_resource(resourceArn=arn, tags=tags(a="1", b="2"))
    account.ecs.tag_resource(resourceArn=arn, tags=tags(b="3"))
    account.ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert account.ecs.list_tags_for_resource(resourceArn=arn)["tags"] == tags(b="3")


def test_tags_of_aws_are_refused(account: Account, cluster: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.tag_resource(resourceArn=described(account, cluster)["clusterArn"], tags=[{"key": "aws:x", "value": "y"}])


def test_the_tagging_api_finds_it_by_tag(account: Account, cluster: str) -> None:
    arn = described(account, cluster)["clusterArn"]
    account.ecs.tag_resource(resourceArn=arn, tags=tags(**{cluster: "yes"}))
    query = {"TagFilters": [{"Key": cluster, "Values": ["yes"]}], "ResourceTypeFilters": ["ecs:cluster"]}
    find = account.tagging.get_resources
    found = eventually(lambda: [each["ResourceARN"] for each in find(**query)["ResourceTagMappingList"]], bool)
    assert found == [arn]


def test_a_task_definition_has_revisions(account: Account, definition: str, name: str) -> None:
    again = account.ecs.register_task_definition(family=name, containerDefinitions=[CONTAINER])["taskDefinition"]
    assert (definition.rsplit("/", 1)[1], again["revision"], again["status"]) == (f"{name}:1", 2, "ACTIVE")
    newest = account.ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]
    assert newest["taskDefinitionArn"] == again["taskDefinitionArn"]


def test_a_task_definition_s_tags_come_if_asked_for(account: Account, definition: str) -> None:
    assert account.ecs.describe_task_definition(taskDefinition=definition, include=["TAGS"])["tags"] == tags(a="b")


def test_a_task_definition_that_is_missing(account: Account, name: str) -> None:
    with refused("ClientException"):
        account.ecs.describe_task_definition(taskDefinition=name)


def test_a_service_s_desired_count_changes(account: Account, cluster: str, service: str) -> None:
    updated = account.ecs.update_service(cluster=cluster, service=service, desiredCount=3)["service"]
    [found] = account.ecs.describe_services(cluster=cluster, services=[service])["services"]
    assert (updated["desiredCount"], found["desiredCount"], found["schedulingStrategy"]) == (3, 3, "REPLICA")


def test_a_service_that_is_missing_is_a_failure_among_the_others(account: Account, cluster: str, service: str) -> None:
    answer = account.ecs.describe_services(cluster=cluster, services=["unknown", service])
    assert [each["serviceName"] for each in answer["services"]] == [service]
    [failure] = answer["failures"]
    assert (failure["reason"], failure["arn"].endswith(":service/unknown")) == ("MISSING", True)


def test_a_service_that_is_missing_is_not_changed(account: Account, cluster: str) -> None:
    with refused("ServiceNotFoundException"):
        account.ecs.update_service(cluster=cluster, service="unknown", desiredCount=1)


def test_a_service_needs_its_cluster(account: Account, name: str) -> None:
    with refused("ClusterNotFoundException"):
        account.ecs.list_services(cluster=f"{name}-missing")


def test_a_service_above_zero_is_deleted_by_force_only(account: Account, cluster: str, service: str) -> None:
    account.ecs.update_service(cluster=cluster, service=service, desiredCount=1)
    with refused("InvalidParameterException"):
        account.ecs.delete_service(cluster=cluster, service=service)
    assert account.ecs.delete_service(cluster=cluster, service=service, force=True)["service"]["status"] == "DRAINING"


def test_a_daemon_service_takes_no_desired_count(account: Account, cluster: str, definition: str) -> None:
    wanted = {"cluster": cluster, "serviceName": "daemon", "taskDefinition": definition, "schedulingStrategy": "DAEMON"}
    assert account.ecs.create_service(**wanted)["service"]["schedulingStrategy"] == "DAEMON"
    with refused("InvalidParameterException"):
        account.ecs.update_service(cluster=cluster, service="daemon", desiredCount=2)


def test_eleven_services_are_too_many(account: Account, cluster: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.describe_services(cluster=cluster, services=[f"service-{number}" for number in range(11)])


def test_services_come_ten_to_a_page(account: Account, cluster: str, definition: str) -> None:
    for number in range(11):
        account.ecs.create_service(cluster=cluster, serviceName=f"s-{number}", taskDefinition=definition, desiredCount=0)
    first = account.ecs.list_services(cluster=cluster)
    rest = account.ecs.list_services(cluster=cluster, nextToken=first.get("nextToken", ""))
    assert (len(first["serviceArns"]), len(rest["serviceArns"])) == (10, 1)


@mark.parametrize(
    "wrong",
    [
        {"desiredCount": -1},
        {"serviceName": "no spaces"},
        {"placementConstraints": [{"type": "memberOf", "expression": "nonsense"}]},
        {"deploymentConfiguration": {"minimumHealthyPercent": 200, "maximumPercent": 100}},
        {"capacityProviderStrategy": [{"capacityProvider": "unknown"}]},
    ],
    ids=["fewer than none", "a name with a space", "no expression", "more healthy than there may be", "no provider"],
)
def test_a_wrong_service_is_refused(account: Account, cluster: str, definition: str, wrong: dict[str, Any]) -> None:
    wanted = {"cluster": cluster, "serviceName": "web", "taskDefinition": definition, "desiredCount": 0}
    with refused("InvalidParameterException"):
        account.ecs.create_service(**{**wanted, **wrong})


def test_a_hundred_and_one_tasks_are_too_many(account: Account, cluster: str) -> None:
    with refused("InvalidParameterException"):
        account.ecs.describe_tasks(cluster=cluster, tasks=[f"{number:032}" for number in range(101)])


def test_a_task_that_is_missing_is_a_failure(account: Account, cluster: str) -> None:
    answer = account.ecs.describe_tasks(cluster=cluster, tasks=["0" * 32])
    assert ([], ["MISSING"]) == (answer["tasks"], [each["reason"] for each in answer["failures"]])
