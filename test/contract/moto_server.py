"""moto, an emulator of AWS that others wrote, as a server of the loopback address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from server import Address

ANNOUNCEMENT = re.compile(r"Running on (?P<url>http://127\.0\.0\.1:\d+)")
VERSION = version("moto")
REGION, ACCOUNT = "eu-west-1", "123456789012"


@contextmanager
def running_moto() -> Iterator[Address]:
    """Its account, while the block runs."""
    command = [sys.executable, "-B", "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": REGION}
    process = subprocess.Popen(
        command,
        env={**os.environ, **keys},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed = ""
        for line in process.stderr or ():
            printed += line
            if found := ANNOUNCEMENT.search(line):
                break
        else:
            raise RuntimeError(f"moto's server ended: {printed}")
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        yield Address(found["url"], REGION, ACCOUNT)
    finally:
        process.kill()
        process.wait()
    drain.wait()
