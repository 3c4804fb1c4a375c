"""Every command of the runbook is one that the AWS CLI takes, and those that can run here do."""

import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import awscli.clidriver
from botocore import xform_name
from botocore.validate import ParamValidator
from pytest import TempPathFactory, fixture, mark

from account import Account
from cli import Cli, as_program
from fidelity import BOTO3_NAMES, simulated
from polling import eventually
from runbook import Block, asked, blocks, run

VARIABLES, *BLOCKS = blocks()
CLUSTER = "shop"
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


class Reader:
    """The AWS CLI up to the moment at which it would call: it holds what it has read to the operation's model."""

    def __init__(self) -> None:
        self.driver = awscli.clidriver.create_clidriver()
        self.driver.session.register("calling-command", self._hold_to_model)

    def complaints(self, arguments: list[str]) -> str:
        """What it has against a command; empty when it would call."""
        self._service, self._command, *_ = arguments
        errors = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(errors):
            try:
                code = self.driver.main(arguments)
            except SystemExit as ended:
                code = ended.code
        return errors.getvalue() or ("" if code == 0 else f"exit code {code}")

    def _hold_to_model(self, call_parameters: dict[str, Any], **_: object) -> int:
        """An exit code in place of a call."""
        model = self.driver.session.get_service_model(self._service)
        [operation] = [name for name in model.operation_names if xform_name(name, "-") == self._command]
        # What the CLI adds for itself, by --max-items for example.
        parameters = {name: value for name, value in call_parameters.items() if name != "PaginationConfig"}
        report = ParamValidator().validate(parameters, model.operation_model(operation).input_shape)
        print(report.generate_report(), file=sys.stderr, end="")
        return int(report.has_errors())


@fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_blocks_were_found() -> None:
    assert len(BLOCKS) > 20
    assert all(commands(block) for block in BLOCKS)


@mark.parametrize("block", BLOCKS, ids=block_name)
def test_the_cli_takes_it(reader: Reader, block: Block) -> None:
    for arguments in commands(block):
        assert reader.complaints(arguments) == "", shlex.join(arguments)


@mark.parametrize(
    "command",
    [
        "ecs describe-host --cluster shop",
        "ecs describe-services --cluster shop --services web --no-such",
        "ecs describe-services --cluster shop",
        "ecs describe-services --cluster shop --services web --query services[",
        "ecs update-container-instances-state --cluster shop --container-instances [] --status 1 --instance-ids x",
        "autoscaling create-or-update-tags --tags Id=shop,Key=a,Value=b",
    ],
)
def test_the_cli_refuses_what_is_wrong(reader: Reader, command: str) -> None:
    assert reader.complaints(command.split()) != ""


@fixture(scope="module")
def names(own_shop: Account) -> str:
    """Variables of the runbook for things that the account has."""
    [host, *_] = eventually(lambda: own_shop.ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"], bool)
    [described] = own_shop.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[host])["containerInstances"]
    [task, *_] = eventually(lambda: own_shop.ecs.list_tasks(cluster=CLUSTER)["taskArns"], bool)
    [service, *_] = own_shop.ecs.list_services(cluster=CLUSTER)["serviceArns"]
    [group, *_] = own_shop.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    values = {
        "CLUSTER": CLUSTER,
        "SERVICE": service.split("/")[-1],
        "GROUP": group["AutoScalingGroupName"],
        "HOST": described["ec2InstanceId"],
        "TASK": task.split("/")[-1],
        "AWS_DEFAULT_REGION": own_shop.address.region,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
    }
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())


@fixture(scope="module")
def aws(own_shop: Account, tmp_path_factory: TempPathFactory) -> Iterator[Path]:
    """The AWS CLI, which can't be led elsewhere than to the simulator."""
    with as_program(Cli(own_shop), tmp_path_factory.mktemp("cli")) as path:
        yield path


@mark.parametrize("block", [block for block in BLOCKS if may_run(block)], ids=block_name)
def test_it_runs(block: Block, names: str, aws: Path) -> None:
    # The simulator's stack is not called after a stage, as its functions are.
    about_functions = any(arguments[0] == "lambda" for arguments in commands(block))
    stack = f"STACK={'ecs-ops-dev' if about_functions else 'ecs-ops'}\n"
    done = run(VARIABLES.text + names + stack + block.text, aws)
    assert f"{done.returncode} {done.stderr}" == "0 ", done.stdout
