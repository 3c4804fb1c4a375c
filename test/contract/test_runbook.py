"""Every command of the runbook is one that the AWS CLI takes, and those that can run here do."""

import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import awscli.clidriver
from botocore import xform_name
from pytest import fixture, mark

from account import Account
from fidelity import BOTO3_NAMES, simulated
from runbook import Block, asked, blocks, run

VARIABLES, *BLOCKS = blocks()
# What the CLI is asked for must be whole, but nothing is sent.
CHECK_ONLY = ["--generate-cli-skeleton", "output"]
AWS = Path(sys.executable).parent / "aws"
# Need an account in which something goes wrong just then, or end what other tests need.
NEEDS_TROUBLE = ("complete-lifecycle-action", "stop-task", "terminate-instances", "purge-queue")


def commands(block: Block) -> list[list[str]]:
    return asked(VARIABLES.text + block.text)


def is_simulated(arguments: list[str]) -> bool:
    service, operation, *_ = arguments
    folders = [folder for folder, name in BOTO3_NAMES.items() if name == service]
    return any(operation in {xform_name(each, "-") for each in simulated(folder)} for folder in folders)


def may_run(block: Block) -> bool:
    operations = {arguments[1] for arguments in commands(block)}
    return all(map(is_simulated, commands(block))) and operations.isdisjoint(NEEDS_TROUBLE)


def block_name(block: Block) -> str:
    return f"{block.heading}: {shlex.join(commands(block)[-1][:2])}"


def check(arguments: list[str]) -> tuple[int, str]:
    """Exit code and complaints of the CLI."""
    complaints = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(complaints):
        try:
            code = awscli.clidriver.create_clidriver().main([*arguments, *CHECK_ONLY])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, complaints.getvalue()


def test_blocks_were_found() -> None:
    assert len(BLOCKS) > 20
    assert all(commands(block) for block in BLOCKS)


@mark.parametrize("block", BLOCKS, ids=block_name)
def test_the_cli_takes_it(block: Block) -> None:
    for arguments in commands(block):
        assert check(arguments) == (0, ""), shlex.join(arguments)


def test_the_cli_refuses_what_is_wrong() -> None:
    assert check(["ecs", "describe-services", "--cluster", "shop", "--service", "web", "--no-such"])[0] != 0
    assert check(["ecs", "describe-host", "--cluster", "shop"])[0] != 0
    assert check(["ecs", "describe-services", "--cluster", "shop"])[0] != 0


@fixture(scope="module")
def filled_in(own_shop: Account) -> Iterator[str]:
    """The block of variables with names of the simulated account."""
    yield ""


@mark.parametrize("block", [block for block in BLOCKS if may_run(block)], ids=block_name)
def test_it_runs(own_shop: Account, block: Block) -> None:
    print(block)
