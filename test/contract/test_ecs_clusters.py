"""Clusters, tags, attributes and capacity providers of ECS."""

from botocore.exceptions import ClientError
from pytest import mark, raises

from account import Account, pages_of, refused, tags


def test_a_cluster_from_creation_to_deletion(shop: Account, name: str) -> None:
    created = shop.ecs.create_cluster(clusterName=name, tags=tags(team="web"))["cluster"]
    assert (created["clusterName"], created["status"]) == (name, "ACTIVE")
    assert created["clusterArn"] == f"arn:aws:ecs:{shop.address.region}:{shop.address.account}:cluster/{name}"
    assert shop.ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"] == created["clusterArn"]

    _, arns = pages_of(shop.ecs, "list_clusters", "clusterArns")
    assert created["clusterArn"] in arns
    deleted = shop.ecs.delete_cluster(cluster=name)["cluster"]
    assert deleted["status"] == "INACTIVE"
    [described] = shop.ecs.describe_clusters(clusters=[name])["clusters"]
    assert described["status"] == "INACTIVE"
    with raises(shop.ecs.exceptions.ClusterNotFoundException):
        shop.ecs.delete_cluster(cluster=name)


def test_a_description_has_what_was_asked_for(shop: Account) -> None:
    [plain] = shop.ecs.describe_clusters(clusters=["shop"])["clusters"]
    assert (plain["tags"], plain["statistics"], plain["settings"]) == ([], [], [])
    everything = ["TAGS", "STATISTICS", "SETTINGS", "ATTACHMENTS", "CONFIGURATIONS"]
    [full] = shop.ecs.describe_clusters(clusters=["shop"], include=everything)["clusters"]
    assert "runningEC2TasksCount" in {each["name"] for each in full["statistics"]}
    assert full["settings"]


def test_a_cluster_that_is_missing_is_a_failure_among_the_others(shop: Account) -> None:
    answer = shop.ecs.describe_clusters(clusters=["shop", "unknown"])
    assert [each["clusterName"] for each in answer["clusters"]] == ["shop"]
    [failure] = answer["failures"]
    assert (failure["reason"], failure["arn"].endswith(":cluster/unknown")) == ("MISSING", True)


def test_a_cluster_with_hosts_and_services_stays(shop: Account) -> None:
    with raises(ClientError) as caught:
        shop.ecs.delete_cluster(cluster="shop")
    assert caught.value.response["Error"]["Code"].startswith("ClusterContains")


def test_clusters_come_in_pages_of_a_hundred(shop: Account, name: str) -> None:
    for number in range(101):
        shop.ecs.create_cluster(clusterName=f"{name}-{number:03}")
    pages, arns = pages_of(shop.ecs, "list_clusters", "clusterArns")
    assert pages >= 2
    assert len(arns) == len(set(arns))
    assert sum(f"/{name}-" in arn for arn in arns) == 101
    assert len(shop.ecs.list_clusters()["clusterArns"]) == 100
    assert len(shop.ecs.list_clusters(maxResults=7)["clusterArns"]) == 7


@mark.parametrize("request_", [{"maxResults": 101}, {"nextToken": "not a token"}])
def test_pages_that_do_not_exist_are_refused(shop: Account, request_: dict[str, object]) -> None:
    for call in (
        lambda: shop.ecs.list_clusters(**request_),
        lambda: shop.ecs.list_task_definitions(**request_),
        lambda: shop.ecs.list_services(cluster="shop", **request_),
        lambda: shop.ecs.list_tasks(cluster="shop", **request_),
        lambda: shop.ecs.list_container_instances(cluster="shop", **request_),
        lambda: shop.ecs.list_attributes(cluster="shop", targetType="container-instance", **request_),
        lambda: shop.ecs.describe_capacity_providers(**request_),
    ):
        with raises(shop.ecs.exceptions.InvalidParameterException):
            call()


def test_clusters_that_are_refused(shop: Account) -> None:
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.create_cluster(clusterName="no spaces")
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.describe_clusters(clusters=["shop"] * 101)


def test_tags_of_a_cluster(shop: Account, name: str) -> None:
    arn = shop.ecs.create_cluster(clusterName=name, tags=tags(a="1", b="2"))["cluster"]["clusterArn"]
    shop.ecs.tag_resource(resourceArn=arn, tags=tags(b="3", c="ü ∑"))
    shop.ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert shop.ecs.list_tags_for_resource(resourceArn=arn)["tags"] == tags(b="3", c="ü ∑")
    [described] = shop.ecs.describe_clusters(clusters=[name], include=["TAGS"])["clusters"]
    assert described["tags"] == tags(b="3", c="ü ∑")
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.tag_resource(resourceArn=arn, tags=[{"key": "aws:x", "value": "y"}])


def test_tags_of_what_is_not_there(shop: Account) -> None:
    missing = {"resourceArn": f"arn:aws:ecs:{shop.address.region}:{shop.address.account}:service/shop/unknown"}
    with raises(shop.ecs.exceptions.ResourceNotFoundException):
        shop.ecs.tag_resource(**missing, tags=tags(a="b"))
    with raises(shop.ecs.exceptions.ResourceNotFoundException):
        shop.ecs.untag_resource(**missing, tagKeys=["a"])
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.list_tags_for_resource(**missing)


def test_a_capacity_provider_and_a_cluster_that_uses_it(shop: Account, name: str) -> None:
    group = shop.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["shop-general"])["AutoScalingGroups"][0]
    provider = shop.ecs.create_capacity_provider(
        name=name, autoScalingGroupProvider={"autoScalingGroupArn": group["AutoScalingGroupARN"]}, tags=tags(a="b")
    )["capacityProvider"]
    assert (provider["status"], provider["autoScalingGroupProvider"]["managedDraining"]) == ("ACTIVE", "ENABLED")
    answer = shop.ecs.describe_capacity_providers(capacityProviders=[name, "unknown"], include=["TAGS"])
    assert [each["tags"] for each in answer["capacityProviders"]] == [tags(a="b")]
    assert [each["reason"] for each in answer["failures"]] == ["MISSING"]
    assert name in {each["name"] for each in shop.ecs.describe_capacity_providers()["capacityProviders"]}

    shop.ecs.create_cluster(clusterName=name)
    strategy = [{"capacityProvider": name, "weight": 1, "base": 0}]
    cluster = shop.ecs.put_cluster_capacity_providers(
        cluster=name, capacityProviders=[name], defaultCapacityProviderStrategy=strategy
    )["cluster"]
    assert (cluster["capacityProviders"], cluster["defaultCapacityProviderStrategy"]) == ([name], strategy)
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.put_cluster_capacity_providers(
            cluster=name, capacityProviders=["unknown"], defaultCapacityProviderStrategy=[]
        )
    with raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.create_capacity_provider(
            name="ecs-reserved", autoScalingGroupProvider={"autoScalingGroupArn": group["AutoScalingGroupARN"]}
        )
