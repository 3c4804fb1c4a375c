"""The commands of docs/runbook.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server import ROOT

RUNBOOK = ROOT / "docs" / "runbook.md"
BLOCK = re.compile(r"^(?P<indent> *)```sh\n(?P<text>.*?)^ *```$", re.S | re.M)
HEADING = re.compile(r"^#{1,2} (.+)$", re.M)
# Writes down its arguments, and answers with something that is in no command otherwise.
RECORDER = """#!{python} -ES
import json, os, sys
with open(os.environ["RECORD"], "a") as record:
    record.write(json.dumps(sys.argv[1:]) + "\\n")
print("answer")
"""


@dataclass(frozen=True)
class Block:
    """Commands that are pasted together."""

    heading: str
    text: str


def blocks() -> list[Block]:
    """The blocks of commands in order. The first sets the variables that the others use."""
    text = RUNBOOK.read_text(encoding="utf-8")
    return [Block(HEADING.findall(text[: found.start()])[-1], found["text"]) for found in BLOCK.finditer(text)]


def run(text: str, aws: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Pastes commands into a shell that finds `aws` there. Any that fails ends it."""
    environment = {**os.environ, **variables, "PATH": f"{aws.parent}:{os.environ['PATH']}"}
    shell = ["bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(shell, env=environment, text=True, capture_output=True, timeout=120)


@cache
def asked(text: str) -> list[list[str]]:
    """What a shell hands to `aws`: the arguments of each command, those within others included."""
    with tempfile.TemporaryDirectory() as folder:
        aws, record = Path(folder, "aws"), Path(folder, "record")
        aws.write_text(RECORDER.format(python=sys.executable), encoding="utf-8")
        aws.chmod(0o755)
        record.touch()
        # No -e: a command further down may miss what a real answer would have had.
        run(f"set +e +o pipefail\n{text}", aws, RECORD=str(record))
        return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
