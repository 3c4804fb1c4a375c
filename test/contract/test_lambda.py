"""Event source mappings: how a function is switched off and on."""

from typing import Any

from pytest import fixture

from account import Account, pages_of, refused
from polling import eventually

FUNCTION = "ecs-ops-dev-scale-in"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@fixture
def mapping(own_shop: Account) -> dict[str, Any]:
    [found] = own_shop.lambda_.list_event_source_mappings(FunctionName=FUNCTION)["EventSourceMappings"]
    return found


def state(account: Account, uuid: str) -> str:
    return account.lambda_.get_event_source_mapping(UUID=uuid)["State"]


def test_mappings_are_listed_by_function_and_by_queue(own_shop: Account, mapping: dict[str, Any]) -> None:
    client = own_shop.lambda_
    assert mapping["State"] == "Enabled"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    by_queue = client.list_event_source_mappings(EventSourceArn=mapping["EventSourceArn"])["EventSourceMappings"]
    by_arn = client.list_event_source_mappings(FunctionName=mapping["FunctionArn"])["EventSourceMappings"]
    assert [each["UUID"] for each in by_queue + by_arn] == [mapping["UUID"]] * 2
    pages, everything = pages_of(client, "list_event_source_mappings", "EventSourceMappings", PaginationConfig={"PageSize": 1})
    assert pages == len(everything) > 1
    assert mapping["UUID"] in [each["UUID"] for each in everything]


def test_a_function_is_switched_off_and_on(own_shop: Account, mapping: dict[str, Any]) -> None:
    client, uuid = own_shop.lambda_, mapping["UUID"]
    answer = client.update_event_source_mapping(UUID=uuid, Enabled=False)
    assert (answer["State"], answer["ResponseMetadata"]["HTTPStatusCode"]) == ("Disabling", 202)
    with refused("ResourceInUseException"):
        client.update_event_source_mapping(UUID=uuid, Enabled=True)
    eventually(lambda: state(own_shop, uuid), "Disabled")
    assert client.update_event_source_mapping(UUID=uuid, Enabled=False)["State"] == "Disabled"
    assert client.update_event_source_mapping(UUID=uuid, FunctionName=FUNCTION, Enabled=True)["State"] == "Enabling"
    eventually(lambda: state(own_shop, uuid), "Enabled")


def test_what_is_refused(own_shop: Account, mapping: dict[str, Any]) -> None:
    client = own_shop.client("lambda", unchecked_input=True)
    with refused("ResourceNotFoundException", status=404):
        client.get_event_source_mapping(UUID=UNKNOWN)
    with refused("ResourceNotFoundException", status=404):
        client.update_event_source_mapping(UUID=UNKNOWN, Enabled=False)
    with refused("ResourceNotFoundException", status=404):
        client.list_event_source_mappings(FunctionName="unknown")
    with refused("InvalidParameterValueException"):
        client.list_event_source_mappings(MaxItems=0)
    with refused("InvalidParameterValueException"):
        client.list_event_source_mappings(Marker="unknown")
    with refused("NotImplemented", status=501, message="BatchSize"):
        client.update_event_source_mapping(UUID=mapping["UUID"], BatchSize=1)
