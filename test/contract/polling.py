"""Waiting for what an account brings about in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Seconds of wall time after which waiting is given up: far more than anything takes.
LIMIT = 300
PAUSE = 0.1
# The same for the test that runs, where it waits in vain for what it is known not to get.
limit: float = LIMIT


def set_limit(seconds: float) -> None:
    global limit
    limit = seconds


def eventually(look: Callable[[], T], expected: T | Callable[[T], bool], *, gives_up: bool = True) -> T:
    """Looks until it sees what is expected: a value, or one that passes. Returns what it saw last."""
    deadline = time.monotonic() + limit
    while True:
        seen = look()
        if expected(seen) if callable(expected) else seen == expected:
            return seen
        if time.monotonic() >= deadline:
            assert not gives_up, f"after {limit} s still {seen!r}, expected {expected!r}"
            return seen
        time.sleep(PAUSE)
