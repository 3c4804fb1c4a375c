"""What the fidelity tables of `simulator/services/*/FIDELITY.md` say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from server import ROOT

SERVICES = ROOT / "simulator" / "services"
# Folder of a simulated API and the name under which boto3 knows the service. The others have no API of their own.
BOTO3_NAMES = {
    "auto-scaling": "autoscaling",
    "ec2": "ec2",
    "ecs": "ecs",
    "lambda": "lambda",
    "sns": "sns",
    "sqs": "sqs",
    "tagging": "resourcegroupstaggingapi",
}


HEADER = "| operation |"


@dataclass(frozen=True)
class Row:
    """Operations of one row, and how well they are simulated."""

    operations: tuple[str, ...]
    status: str


def folders_with_operations() -> set[str]:
    """Services whose page has a table of operations."""
    return {path.parent.name for path in SERVICES.glob("*/FIDELITY.md") if HEADER in path.read_text(encoding="utf-8")}


def operation_rows(folder: str) -> list[Row]:
    """The rows of a service's table of operations."""
    text = (SERVICES / folder / "FIDELITY.md").read_text(encoding="utf-8")
    table = text[text.index(HEADER) :].split("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return [Row(tuple(re.findall(r"\b[A-Z]\w+", names)), status) for names, status, *_ in cells]


def simulated(folder: str) -> set[str]:
    """Operations that the table says are there."""
    return {name for row in operation_rows(folder) if row.status != "missing" for name in row.operations}
