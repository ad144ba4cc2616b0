"""moto: a mock of AWS that others wrote, as a process of its own.

It is run by the Python that `TOCSIN_MOTO` names, else by that of `.counterparts/moto` in the
checkout, which `scripts/get_counterparts` fills.
"""

from __future__ import annotations

import os
import subprocess
import time
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.counterparts.aws.sns import REGION
from tests.e2e.deployment import free_port
from tocsin.testing import Answer, Arrived, FarEnd

ROOT: Final = Path(__file__).resolve().parents[3]
INSTALLED: Final = ROOT / ".counterparts" / "moto" / "bin" / "python"
START_S: Final = 90.0  # a guard against one that hangs; on a busy machine it takes its time
AS_SNS: Final = (
    "AWS4-HMAC-SHA256 Credential=x/20260101/{region}/sns/aws4_request, "
    "SignedHeaders=host, Signature=x"
)


def need_moto() -> Path:
    """Its Python; the test is skipped without, and fails where TOCSIN_CI=1."""
    there = Path(os.environ.get("TOCSIN_MOTO") or INSTALLED)
    if there.exists():
        return there
    if os.environ.get("TOCSIN_CI") == "1":
        pytest.fail(f"{there} is not there, and TOCSIN_CI=1 asks for every counterpart")
    pytest.skip(f"{there} is not there (scripts/get_counterparts installs it)")


class Moto:
    """A running one, until `close`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [str(need_moto()), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def client(self, service: str) -> Any:
        """boto3's client of a service there."""
        return import_module("boto3").client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="of-the-publisher",
        )

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()

    def pem(self, asked: Arrived) -> Answer:
        """A certificate, which it shows only to who names its service and region."""
        named = {"Authorization": AS_SNS.format(region=REGION)}
        try:
            with urlopen(Request(self.url + asked.path, headers=named), timeout=10) as answer:
                return Answer(body=answer.read())
        except HTTPError as error:
            return Answer(status=error.code)

    def _wait(self) -> None:
        ends = time.monotonic() + START_S
        while time.monotonic() < ends:
            try:
                with urlopen(f"{self.url}/moto-api/", timeout=1):
                    return
            except OSError:
                assert self._process.poll() is None, "moto ended by itself"
                time.sleep(0.1)
        self.close()
        pytest.fail("moto did not start in time")


def gate(far_end: FarEnd, moto: Moto) -> str:
    """An address where its certificates can be had as those of SNS can: by their path."""
    far_end.on("GET", "/*.pem", moto.pem)
    return far_end.url
