"""The AWS CLI drives every operation of the fidelity tables, as a person would type it in a shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jmespath
from botocore import xform_name

from account import Account
from cli import Cli
from fidelity import BOTO3_NAMES, simulated
from polling import eventually

TOUR = Path(__file__).parent / "tour.txt"
STEP = re.compile(r"(?P<command>.+?)(?: -> (?P<word>\w+): (?P<kept>.+)| until (?P<condition>.+))?")
EXPECTED = {(name, xform_name(each, "-")) for folder, name in BOTO3_NAMES.items() for each in simulated(folder)}


@dataclass(frozen=True)
class Step:
    """A command, and what is done with its answer."""

    command: str
    word: str | None
    kept: str | None
    condition: str | None

    @property
    def operation(self) -> tuple[str, str]:
        service, operation, *_ = self.command.split()
        return service, operation


def steps() -> Iterator[Step]:
    for line in TOUR.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found = STEP.fullmatch(line)
            assert found is not None, line
            yield Step(**found.groupdict())


def answer(cli: Cli, command: str) -> Any:
    """What a command prints, from its JSON; None for nothing."""
    code, out, errors = cli.run([*shlex.split(command), "--output", "json"])
    assert (code, errors) == (0, ""), command
    return json.loads(out or "null")


def test_the_tour_has_every_operation_and_no_other() -> None:
    assert {step.operation for step in steps()} == EXPECTED


def test_every_operation(own_shop: Account, name: str) -> None:
    cli = Cli(own_shop)
    words = {"name": name, "region": own_shop.address.region}
    for step in steps():
        command = step.command.format(**words)
        if step.condition is not None:
            condition = jmespath.compile(step.condition.format(**words))
            eventually(lambda: condition.search(answer(cli, command)), lambda seen: seen is True)
        elif step.word is not None:
            words[step.word] = jmespath.search(step.kept, answer(cli, command))
            assert words[step.word], f"{command} answers no {step.kept}"
        else:
            answer(cli, command)
