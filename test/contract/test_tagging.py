"""GetResources of the Resource Groups Tagging API."""

from collections.abc import Iterator
from typing import Any

from pytest import fixture, raises

import groups
from account import Account, pages_of, tags

TYPE = "autoscaling:autoScalingGroup"


@fixture(scope="module")
def shelf(run: str) -> str:
    return f"shelf-{run}"


@fixture(scope="module")
def arns(own_shop: Account, shelf: str) -> Iterator[list[str]]:
    """55 tagged groups on a shelf; the first five are red."""
    names = [f"{shelf}-{number:02}" for number in range(55)]
    for number, name in enumerate(names):
        colour = "red" if number < 5 else "blue"
        groups.create(own_shop, name, Tags=[{"Key": shelf, "Value": "top"}, {"Key": "colour", "Value": colour}])
    query = {"AutoScalingGroupNames": names}
    _, found = pages_of(own_shop.autoscaling, "describe_auto_scaling_groups", "AutoScalingGroups", **query)
    of_name = {each["AutoScalingGroupName"]: each["AutoScalingGroupARN"] for each in found}
    yield [of_name[name] for name in names]
    for name in names:
        own_shop.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name)


def found(account: Account, **query: Any) -> list[str]:
    _, resources = pages_of(account.tagging, "get_resources", "ResourceTagMappingList", **query)
    return [each["ResourceARN"] for each in resources]


RED = {"Key": "colour", "Values": ["red", "green"]}


def test_pages_end_with_an_empty_token(own_shop: Account, arns: list[str], shelf: str) -> None:
    first = own_shop.tagging.get_resources(TagFilters=[{"Key": shelf}])
    assert (len(first["ResourceTagMappingList"]), first["PaginationToken"] != "") == (50, True)
    last = own_shop.tagging.get_resources(TagFilters=[{"Key": shelf}], PaginationToken=first["PaginationToken"])
    assert (len(last["ResourceTagMappingList"]), last["PaginationToken"]) == (5, "")
    assert found(own_shop, TagFilters=[{"Key": shelf}], ResourcesPerPage=7) == sorted(arns)


def test_filters(own_shop: Account, arns: list[str], shelf: str) -> None:
    assert found(own_shop, TagFilters=[{"Key": shelf}, RED]) == sorted(arns[:5])
    assert found(own_shop, TagFilters=[{"Key": shelf}, RED], ResourceTypeFilters=[TYPE]) == sorted(arns[:5])
    assert found(own_shop, TagFilters=[{"Key": shelf}, RED], ResourceTypeFilters=["ecs:service", "ecs"]) == []
    assert found(own_shop, TagFilters=[{"Key": shelf.upper()}]) == []
    answer = own_shop.tagging.get_resources(ResourceARNList=[arns[0]])
    [resource] = answer["ResourceTagMappingList"]
    assert {each["Key"]: each["Value"] for each in resource["Tags"]} == {shelf: "top", "colour": "red"}


def test_tags_follow_their_resource(shop: Account, name: str) -> None:
    query = {"TagFilters": [{"Key": name}]}
    arn = shop.ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"]
    assert found(shop, **query) == []
    shop.ecs.tag_resource(resourceArn=arn, tags=tags(**{name: ""}))
    assert found(shop, **query) == [arn]
    shop.ecs.untag_resource(resourceArn=arn, tagKeys=[name])
    assert found(shop, **query) == []


def test_requests_that_are_refused(own_shop: Account, arns: list[str], shelf: str) -> None:
    for wrong in (
        {"ResourcesPerPage": 101},
        {"ResourcesPerPage": 0},
        {"TagFilters": [{"Key": shelf}] * 51},
        {"TagFilters": [{"Key": "a", "Values": [str(number) for number in range(21)]}]},
        {"ResourceARNList": arns[:1], "TagFilters": [{"Key": shelf}]},
    ):
        with raises(own_shop.tagging.exceptions.InvalidParameterException):
            own_shop.tagging.get_resources(**wrong)
    with raises(own_shop.tagging.exceptions.PaginationTokenExpiredException):
        own_shop.tagging.get_resources(PaginationToken="not a token")
