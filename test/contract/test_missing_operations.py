"""What the simulator does not have is answered with an error that says so, never with an empty success."""

from typing import Any

from botocore.exceptions import ClientError
from pytest import mark, raises

from account import Account, refused
from fidelity import BOTO3_NAMES, simulated

SOME = 25
# What the client itself cannot do without.
INPUT = {"CopySnapshot": {"SourceRegion": "eu-west-1", "SourceSnapshotId": "snap-1"}}


def call(client: Any, operation: str) -> None:
    """Calls an operation by the API's name, with next to no input."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    members = shape.members.items() if shape else ()
    in_path = {name: "any" for name, member in members if member.serialization.get("location") == "uri"}
    client._make_api_call(operation, {**in_path, **INPUT.get(operation, {})})


@mark.parametrize(("folder", "service"), BOTO3_NAMES.items())
def test_operations_that_are_missing(shop: Account, folder: str, service: str) -> None:
    client = shop.client(service, unchecked_input=True)
    missing = sorted(set(client.meta.service_model.operation_names) - simulated(folder))
    assert missing
    for operation in missing:
        with raises(ClientError) as caught:
            call(client, operation)
        error, status = caught.value.response["Error"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
        assert (error["Code"], status) == ("NotImplemented", 501), operation
        method, path = (client.meta.service_model.operation_model(operation).http[name] for name in ("method", "requestUri"))
        # What a REST request asks for is told by its path, which the simulator's own model may not know yet.
        assert operation in error["Message"] or f"{method} {path.split('{')[0]}" in error["Message"]


@mark.parametrize("service", ["sts", "cloudformation", "iam", "events", "logs", "eks", "batch"])
def test_services_that_are_missing(shop: Account, service: str) -> None:
    client = shop.client(service, unchecked_input=True)
    models = [client.meta.service_model.operation_model(name) for name in client.meta.service_model.operation_names]
    # Without a name in its path a request can be made without input.
    for operation in [model.name for model in models if "{" not in model.http["requestUri"]][:SOME]:
        with raises(ClientError) as caught:
            call(client, operation)
        error, status = caught.value.response["Error"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
        assert (error["Code"], status) == ("NotImplemented", 501), operation
        assert error["Message"].startswith("The simulator does not have ")


def test_an_operation_that_no_api_has(shop: Account) -> None:
    client = shop.client("autoscaling")
    client.meta.events.register("before-call", lambda params, **_: params["body"].update(Action="DescribeNonsense"))
    with refused("NotImplemented", status=501, message="autoscaling:DescribeNonsense"):
        client.describe_tags()
