"""Endpoints that the environment names, in place of servers that the tests start."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Address

VARIABLE = "CONTRACT_ENDPOINT"
# The scenario that most tests need has the plain name.
MAIN = "shop"
# In place of a URL: AWS itself, with the machine's own credentials and Region.
AWS = "aws"
# The number of an account that is not on this machine, as a person who means it writes down.
MEANT = "CONTRACT_ACCOUNT"


def variable_of(scenario: str) -> str:
    return VARIABLE if scenario == MAIN else f"{VARIABLE}_{scenario.upper()}"


def any_endpoint_given() -> bool:
    return any(name.startswith(VARIABLE) for name in os.environ)


def endpoint_of(scenario: str) -> str | None:
    return os.environ.get(variable_of(scenario), "").rstrip("/") or None


def is_aws_given() -> bool:
    return endpoint_of(MAIN) == AWS


def is_here(url: str) -> bool:
    """Whether a URL is of the loopback address."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def session(url: str) -> boto3.Session:
    if url == AWS:
        return boto3.Session()
    region = os.environ.get("CONTRACT_REGION", "eu-west-1")
    return boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name=region)


def given_address(url: str) -> tuple[Address, bool]:
    """The account that answers at an endpoint, and whether it is the simulator's. Refuses one that nobody has named."""
    if not is_here(url) and MEANT not in os.environ:
        raise ValueError(f"{url} is not on this machine: set {MEANT} to the number of the account that is meant")
    found = simulated_address(url) if url != AWS else None
    if found is not None:
        return found, True
    own = session(url)
    endpoint = None if url == AWS else url
    number = own.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]
    if not is_here(url) and os.environ.get(MEANT) != number:
        raise ValueError(f"{url} is account {number}: set {MEANT} to that number if it is the one that is meant")
    return Address(endpoint, own.region_name, number), False


def simulated_address(url: str) -> Address | None:
    """The simulator says that it has no STS, and which account it is in the ARNs of ECS."""
    own, config = session(url), Config(proxies={}, retries={"total_max_attempts": 2})
    try:
        own.client("sts", endpoint_url=url, config=config).get_caller_identity()
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotImplemented":
            raise
    else:
        return None
    answer = own.client("ecs", endpoint_url=url, config=config).describe_clusters(clusters=[MAIN])
    [found] = [*(each["clusterArn"] for each in answer["clusters"]), *(each["arn"] for each in answer["failures"])]
    _, _, _, region, number, *_ = found.split(":")
    return Address(url, region, number)
