"""Fixtures: running simulators, and the account in each.

The tests of `anywhere` run in every account, on the simulator and on moto unless told otherwise; the others are about the
simulator. With `CONTRACT_ENDPOINT` the tests drive what answers there and start nothing (docs/faithfulness.md): say, a
simulator that was started with `npm run simulator -- --scenario shop --speed 60`. `CONTRACT_ENDPOINT_FLEET` (`--scenario
fleet --speed 60`) and `CONTRACT_ENDPOINT_EMPTY` (`--scenario empty --speed 0.001`) are the same for the tests that need those
scenarios. Tests whose endpoint is not given are then skipped, and pytest says so and why.
"""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from account import HASTY, Account
from endpoints import any_endpoint_given, endpoint_of, given_address, is_aws_given, variable_of
from server import Server

# Seconds of cluster life in a second: little waiting, but enough time to see what passes by.
SPEED = 60
COVERAGE = "test_coverage.py"
# In the names of what this run makes, so that an endpoint can be driven again.
RUN = secrets.token_hex(3)
# Whether tests were skipped or not asked for.
IS_PARTIAL = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Leaves out the machine's own AWS settings unless AWS is meant, and lets a termination end the servers too."""
    if not is_aws_given():
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    signal.signal(signal.SIGTERM, interrupt)
    config.stash[IS_PARTIAL] = False


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt("terminated")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the run as a whole has covered is looked at last."""
    items.sort(key=lambda item: item.path.name == COVERAGE)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Files that were not asked for."""
    asked = {item.path for item in session.items}
    if set(Path(__file__).parent.rglob("test_*.py")) - asked:
        session.config.stash[IS_PARTIAL] = True


def pytest_deselected(items: list[pytest.Item]) -> None:
    items[0].config.stash[IS_PARTIAL] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.skipped and item.path.name != COVERAGE:
        item.config.stash[IS_PARTIAL] = True
    return report


@contextmanager
def account(scenario: str, speed: float = SPEED, **settings: Any) -> Iterator[Account]:
    """The account of a scenario: at the endpoint given for it, or else of a server that lives as long as the block."""
    if any_endpoint_given():
        url = endpoint_of(scenario)
        if url is None:
            pytest.skip(f"{variable_of(scenario)} is not set: no endpoint holds the scenario {scenario}")
        address, is_simulated = given_address(url)
        if not is_simulated:
            pytest.skip("about the simulator")
        yield Account(address, **settings)
        return
    with Server(scenario, speed) as server:
        yield Account(server.address, **settings)


@pytest.fixture(scope="session")
def shop() -> Iterator[Account]:
    """Three hosts in two groups, for tests that leave them as they were."""
    with account("shop") as given:
        yield given


@pytest.fixture(scope="session")
def own_shop() -> Iterator[Account]:
    """A shop for tests that launch and end hosts."""
    with account("shop") as given:
        yield given


@pytest.fixture(scope="module")
def fleet() -> Iterator[Account]:
    """A cluster of 250 hosts."""
    with account("fleet") as given:
        yield given


@pytest.fixture(scope="module")
def slow_motion() -> Iterator[Account]:
    """An account in which next to no time goes by, seen by clients that do not try again."""
    with account("empty", 0.001, retries=HASTY) as given:
        yield given


@pytest.fixture
def whole_run(request: pytest.FixtureRequest) -> None:
    """For tests that make sense only once all the others have run."""
    if request.config.stash[IS_PARTIAL]:
        pytest.skip("only a part of the suite ran")


NUMBERS = count(1)


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"contract-{RUN}-{next(NUMBERS)}"


@pytest.fixture(scope="session")
def run() -> str:
    """A text that no other run uses."""
    return RUN
