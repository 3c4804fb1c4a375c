"""Accounts in which the tests of this folder run, and what they find there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

import differences
import furnishing
import polling
from account import HASTY, Account
from endpoints import any_endpoint_given, endpoint_of, given_address
from moto_server import running_moto

ENDPOINTS = ["given"] if any_endpoint_given() else ["simulator", "moto"]
# Seconds. Nothing in moto takes time of its own.
MOTO_LIMIT = 2


@pytest.fixture(scope="session", params=ENDPOINTS)
def account(request: pytest.FixtureRequest, run: str) -> Iterator[Account]:
    """Each account in turn."""
    prefix = f"contract-{run}-"
    if request.param == "simulator":
        yield request.getfixturevalue("own_shop")
    elif request.param == "moto":
        with running_moto() as address:
            emulated = Account(address, HASTY, is_simulated=False)
            furnishing.furnish_moto(emulated)
            yield emulated
            assert furnishing.clear(emulated, prefix) == [], "left behind"
    else:
        url = endpoint_of("shop")
        if url is None:
            pytest.skip("CONTRACT_ENDPOINT is not set")
        address, is_simulated = given_address(url)
        chosen = Account(address, is_simulated=is_simulated)
        yield chosen
        if not is_simulated:
            assert furnishing.clear(chosen, prefix) == [], "left behind"


def prepared(account: Account, variable: str, usual: str) -> str:
    """Something that tests can't make for themselves, as a person names it for an account of their own."""
    if account.is_simulated or ENDPOINTS != ["given"]:
        return usual
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set")
    return os.environ[variable]


@pytest.fixture(scope="session")
def cluster_with_hosts(account: Account) -> str:
    return prepared(account, "CONTRACT_CLUSTER", furnishing.CLUSTER)


@pytest.fixture(scope="session")
def template(account: Account) -> str:
    """A launch template for groups of the tests."""
    return prepared(account, "CONTRACT_LAUNCH_TEMPLATE", furnishing.TEMPLATE)


def key_of(item: pytest.Item) -> str:
    """What the table calls a test."""
    module, name = item.path.stem, re.sub(r"(?<=\[)moto-?|-moto(?=\])", "", item.name).removesuffix("[]")
    return f"{module}: {name}"


def is_on_moto(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("account") == "moto"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    polling.set_limit(MOTO_LIMIT if is_on_moto(item) else polling.LIMIT)


def pytest_runtest_teardown() -> None:
    polling.set_limit(polling.LIMIT)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A row is about a test that there is."""
    modules = {item.path.stem for item in items}
    unknown = set(differences.listed()) - {key_of(item) for item in items}
    lost = sorted(key for key in unknown if key.split(":")[0] in modules and "moto" in ENDPOINTS)
    if lost:
        raise pytest.UsageError(f"docs/faithfulness.md lists tests that there are not: {', '.join(lost)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    """On moto a listed test is to fail, with what the table says of it."""
    report = yield
    if not is_on_moto(item):
        return report
    difference = differences.listed().get(key_of(item))
    if difference is None:
        return report
    if call.when == "call" and report.passed:
        report.outcome = "failed"
        report.longrepr = f"docs/faithfulness.md lists a difference that moto no longer has: {difference.test}"
    elif report.failed and call.excinfo is not None:
        said = f"{call.excinfo.typename}: {call.excinfo.value}"
        if difference.sign in said:
            report.outcome, report.wasxfail = "skipped", difference.moto
        else:
            report.longrepr = f"{report.longrepr}\n\ndocs/faithfulness.md expects `{difference.sign}`"
    return report
