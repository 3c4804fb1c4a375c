"""boto3 clients of an account that hold every answer to the service's own model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import create_loader
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator
from pytest import ExceptionInfo, raises

from errors import CALLER_ERRORS, COMMON_ERRORS, STATUS
from server import Address

# Operations that were answered with success in this run, and those that were refused for their input, by boto3's name
# of the service and the API's name of the operation.
ANSWERED: set[tuple[str, str]] = set()
REFUSED: set[tuple[str, str]] = set()
# Read once: EC2's takes a second.
MODELS = create_loader()
PATIENT = {"mode": "standard", "total_max_attempts": 8}
HASTY = {"mode": "standard", "total_max_attempts": 1}


@dataclass(frozen=True)
class Account:
    """An account, by its clients."""

    address: Address
    retries: dict[str, Any] = field(default_factory=lambda: PATIENT)
    # Whether what is driven counts for the simulator.
    is_simulated: bool = True

    ecs = cached_property(lambda self: self.client("ecs"))
    ec2 = cached_property(lambda self: self.client("ec2"))
    autoscaling = cached_property(lambda self: self.client("autoscaling"))
    sqs = cached_property(lambda self: self.client("sqs"))
    lambda_ = cached_property(lambda self: self.client("lambda"))
    sns = cached_property(lambda self: self.client("sns"))
    tagging = cached_property(lambda self: self.client("resourcegroupstaggingapi"))

    def client(self, service: str, *, unchecked_input: bool = False, is_checked: bool = True) -> Any:
        """A client whose answers are checked. `unchecked_input` leaves it to the service to refuse bad input."""
        keys = {} if self.address.url is None else {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
        core = botocore.session.Session()
        core.register_component("data_loader", MODELS)
        session = boto3.Session(**keys, region_name=self.address.region, botocore_session=core)
        config = Config(
            retries=self.retries, parameter_validation=not unchecked_input, proxies={}, read_timeout=60, connect_timeout=10
        )
        client = session.client(service, endpoint_url=self.address.url, config=config)
        after = f"after-call.{client.meta.service_model.service_id.hyphenize()}"
        if is_checked:
            client.meta.events.register(after, check_answer)
        if self.is_simulated:
            client.meta.events.register(after, count)
        return client


def count(parsed: dict[str, Any], model: OperationModel, **_: object) -> None:
    """Takes down what was driven."""
    driven = (model.service_model.service_name, model.name)
    if "Error" not in parsed:
        ANSWERED.add(driven)
    elif parsed["Error"]["Code"] not in CALLER_ERRORS:
        REFUSED.add(driven)


def check_answer(parsed: dict[str, Any], model: OperationModel, **_: object) -> None:
    """An answer has the members that the model requires, of the model's types, with values of its enumerations."""
    service = model.service_model.service_name
    if "Error" in parsed:
        check_error(parsed, model)
        return
    if model.output_shape is None:
        return
    answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
    report = ParamValidator().validate(answer, model.output_shape)
    assert not report.has_errors(), f"{service}:{model.name} answered {answer}: {report.generate_report()}"
    strange = list(outside_enumerations(answer, model.output_shape, model.name))
    assert not strange, f"{service}:{model.name} answered values that its model does not list: {strange}"


def check_error(parsed: dict[str, Any], model: OperationModel) -> None:
    """An error is one that the service documents, with the status that it documents, and says what is wrong."""
    service, error = model.service_model.service_name, parsed["Error"]
    assert error["Message"], f"{service}:{model.name} answered {error['Code']} without a message"
    documented = documented_status(model, error.get("QueryErrorCode", error["Code"]))
    status = parsed["ResponseMetadata"]["HTTPStatusCode"]
    assert documented == status, f"{service}:{model.name} answered {error['Code']} with {status}; documented: {documented}"


def documented_status(model: OperationModel, code: str) -> int | None:
    """The HTTP status of an error of this operation; None for one that is not documented."""
    for shape in model.error_shapes:
        error = shape.metadata.get("error", {})
        if code in (shape.name, error.get("code")):
            return error.get("httpStatusCode", STATUS.get(shape.name, 400))
    return (CALLER_ERRORS | COMMON_ERRORS.get(model.service_model.service_name, {})).get(code)


def outside_enumerations(value: Any, shape: Shape, path: str) -> Iterator[str]:
    """Strings where the model has an enumeration that lacks them."""
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from outside_enumerations(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            yield from outside_enumerations(item, shape.member, f"{path}[]")
    elif shape.type_name == "map":
        for name, item in value.items():
            yield from outside_enumerations(name, shape.key, f"{path} key")
            yield from outside_enumerations(item, shape.value, f"{path}.{name}")
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path}={value}"


@contextmanager
def refused(code: str, *, status: int = 400, message: str | None = None) -> Iterator[ExceptionInfo[ClientError]]:
    """The call in the block is answered with that error: code, HTTP status, and a regular expression on the message."""
    with raises(ClientError, match=message) as caught:
        yield caught
    response = caught.value.response
    answered = (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"])
    assert answered == (code, status), f"answered {answered}, not {(code, status)}"
    assert response["Error"]["Message"], "an error without a message"


def pages_of(client: Any, operation: str, member: str, **request: Any) -> tuple[int, list[Any]]:
    """All items that the paginator of an operation yields, and in how many pages they came."""
    pages = list(client.get_paginator(operation).paginate(**request))
    return len(pages), [item for page in pages for item in page.get(member, [])]


def tags(**pairs: str) -> list[dict[str, str]]:
    """Tags in the form of ECS."""
    return [{"key": key, "value": value} for key, value in pairs.items()]
