"""The AWS CLI in this process: one of its own for each command takes a second."""

from __future__ import annotations

import io
import json
import os
import socketserver
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from threading import Thread

import awscli.clidriver

from account import Account

# Hands its arguments over, and gives what comes back as its own.
SHIM = """#!{python} -ES
import json, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    with server.makefile("rw", encoding="utf-8") as stream:
        stream.write(json.dumps(sys.argv[1:]) + "\\n")
        stream.flush()
        code, out, errors = json.loads(stream.readline())
sys.stdout.write(out)
sys.stderr.write(errors)
sys.exit(code)
"""


class Cli:
    """The AWS CLI, which can't be led elsewhere than to that account."""

    def __init__(self, account: Account) -> None:
        keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": account.address.region}
        before = dict(os.environ)
        os.environ.update(keys)
        try:
            self._driver = awscli.clidriver.create_clidriver()
            self._driver.session.get_credentials()
            self._driver.session.set_config_variable("region", account.address.region)
        finally:
            os.environ.clear()
            os.environ.update(before)
        self._url = str(account.address.url)

    def run(self, arguments: list[str]) -> tuple[int, str, str]:
        """Exit code, and what it printed."""
        out, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(errors):
            try:
                code = self._driver.main([*arguments, "--endpoint-url", self._url])
            except SystemExit as ended:
                code = int(ended.code or 0)
        return code, out.getvalue(), errors.getvalue()


@contextmanager
def as_program(cli: Cli, folder: Path) -> Iterator[Path]:
    """A program called `aws` in that folder, while the block runs."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            arguments = json.loads(self.rfile.readline())
            self.wfile.write(json.dumps(cli.run(arguments)).encode() + b"\n")

    address = str(folder / "aws.socket")
    path = folder / "aws"
    path.write_text(SHIM.format(python=sys.executable, address=address), encoding="utf-8")
    path.chmod(0o755)
    with socketserver.UnixStreamServer(address, Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()
