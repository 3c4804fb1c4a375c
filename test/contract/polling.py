"""Waiting for what the simulator brings about in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Seconds of wall time after which waiting is given up: far more than anything takes.
LIMIT = 300
PAUSE = 0.1


def eventually(look: Callable[[], T], expected: T | Callable[[T], bool]) -> T:
    """Looks until it sees what is expected: a value, or one that passes. Returns what it saw."""
    deadline = time.monotonic() + LIMIT
    while True:
        seen = look()
        if expected(seen) if callable(expected) else seen == expected:
            return seen
        assert time.monotonic() < deadline, f"after {LIMIT} s still {seen!r}, expected {expected!r}"
        time.sleep(PAUSE)
