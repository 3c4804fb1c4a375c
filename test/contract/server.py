"""The simulator's server mode as a person starts it, in a process group of its own that ends with the tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
ANNOUNCEMENT = re.compile(r"answers at (?P<url>http://127\.0\.0\.1:\d+).*Region (?P<region>\S+), account (?P<account>\d+)", re.S)
# Seconds of wall time. A busy machine may take them; none is waited for.
PATIENCE = 60


@dataclass(frozen=True)
class Address:
    """Where an account answers, and which it is."""

    # None for AWS itself, which has one for each service.
    url: str | None
    region: str
    account: str


class Server:
    """`npm run simulator -- --port 0 …`, from its announcement to the end of every process that it started."""

    def __init__(self, scenario: str, speed: float, seed: int = 1) -> None:
        options = ["--port", "0", "--scenario", scenario, "--speed", str(speed), "--seed", str(seed)]
        self.command = ["npm", "run", "--silent", "simulator", "--", *options]

    def __enter__(self) -> Server:
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )
        try:
            self.address = self._announced()
        except EOFError as error:
            code, errors = self.stop()
            raise RuntimeError(f"{' '.join(self.command)} ended with {code}: {error}{errors}") from None
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        ended_early = not self.running
        code, errors = self.stop()
        if kind is None and (ended_early or errors or code == -signal.SIGKILL):
            raise RuntimeError(f"{' '.join(self.command)} ended with {code}: {errors}")

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> tuple[int, str]:
        """Ends it as Ctrl-C does, and by force what does not heed that. Returns the exit code and its errors."""
        if self.running:
            self._signal(signal.SIGINT)
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        self._signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        with self._errors as errors:
            errors.seek(0)
            return code, errors.read()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass

    def _announced(self) -> Address:
        text = ""
        for line in self._process.stdout or ():
            text += line
            found = ANNOUNCEMENT.search(text)
            if found is not None:
                return Address(**found.groupdict())
        raise EOFError(text)
