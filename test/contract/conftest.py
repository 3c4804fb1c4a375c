"""Fixtures: running simulators, and the account in each."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import count

import pytest

from account import HASTY, Account
from server import Server

SPEED = 20


def pytest_configure() -> None:
    """Leaves out the machine's own AWS settings, and lets a termination end the servers too."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    signal.signal(signal.SIGTERM, interrupt)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt("terminated")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the run as a whole has covered is looked at last."""
    items.sort(key=lambda item: item.path.name == "test_coverage.py")


@pytest.fixture(scope="session")
def shop() -> Iterator[Account]:
    """Three hosts in two groups, for tests that leave them as they were."""
    with Server("shop", SPEED) as server:
        yield Account(server.address)


@pytest.fixture(scope="module")
def own_shop() -> Iterator[Account]:
    """A shop for the tests of one module, which may do to it what they like."""
    with Server("shop", SPEED) as server:
        yield Account(server.address)


@pytest.fixture(scope="session")
def fleet() -> Iterator[Account]:
    """A cluster of 250 hosts."""
    with Server("fleet", SPEED) as server:
        yield Account(server.address)


@pytest.fixture(scope="module")
def slow_motion() -> Iterator[Account]:
    """An account in which next to no time goes by, seen by clients that do not try again."""
    with Server("empty", 0.001) as server:
        yield Account(server.address, HASTY)


NUMBERS = count(1)


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"contract-{next(NUMBERS)}"
