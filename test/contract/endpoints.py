"""Endpoints that the environment names, in place of servers that the tests start."""

from __future__ import annotations

import os

import boto3
from botocore.config import Config

from server import Address

VARIABLE = "CONTRACT_ENDPOINT"
# The scenario that most tests need has the plain name.
MAIN = "shop"


def variable_of(scenario: str) -> str:
    return VARIABLE if scenario == MAIN else f"{VARIABLE}_{scenario.upper()}"


def any_endpoint_given() -> bool:
    return any(name.startswith(VARIABLE) for name in os.environ)


def endpoint_of(scenario: str) -> str | None:
    return os.environ.get(variable_of(scenario), "").rstrip("/") or None


def address_at(url: str) -> Address:
    """The account that answers at an endpoint, as it names itself in the ARNs of ECS."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    ecs = session.client("ecs", endpoint_url=url, config=Config(proxies={}))
    answer = ecs.describe_clusters(clusters=[MAIN])
    [found] = [*(each["clusterArn"] for each in answer["clusters"]), *(each["arn"] for each in answer["failures"])]
    _, _, _, region, number, *_ = found.split(":")
    return Address(url, region, number)
