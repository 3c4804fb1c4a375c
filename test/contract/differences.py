"""What moto does otherwise than AWS: the table of docs/faithfulness.md, which is held to what the tests see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from server import ROOT

PAGE = ROOT / "docs" / "faithfulness.md"
ROW = re.compile(r"^\| `(?P<test>test_[^`]+)` \| (?P<moto>[^|]+) \| `(?P<sign>[^`]+)` \| (?P<aws>[^|]+) \|$", re.M)


@dataclass(frozen=True)
class Difference:
    """A test that moto fails."""

    test: str
    # What moto does instead.
    moto: str
    # A piece of what the test says when it fails.
    sign: str


@cache
def listed() -> dict[str, Difference]:
    """The rows, by the test: its file, name, and parameters, as in `test_topics: test_a_batch[none]`."""
    rows = [match.groupdict() for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    found = {row["test"]: Difference(row["test"], row["moto"], row["sign"]) for row in rows}
    assert len(found) == len(rows), "a test is listed twice"
    return found
