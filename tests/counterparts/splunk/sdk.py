"""Splunk's own Python SDK, which asks the search head of the tests as it would ask a real one.

It is looked for where `TOCSIN_SPLUNK_SDK` says, else in `.counterparts/` of the checkout, which
`scripts/get_counterparts` fills. It runs in a process of its own: some of what it brings along has
the name of something here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_SPLUNK_SDK"
SCRIPT: Final = """
import json, sys
from splunklib import client, results
told = json.loads(sys.argv[1])
service = client.Service(
    host=told["host"], port=told["port"], scheme="http", splunkToken=told["token"]
)
stream = service.jobs.oneshot(told["search"], **told["params"])
read = list(results.JSONResultsReader(stream))
print(json.dumps([
    {"type": one.type, "text": one.message} if isinstance(one, results.Message) else one
    for one in read
]))
"""


def need_sdk() -> Path:
    """Where the SDK is; the test is skipped without it."""
    place = Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "splunk-sdk")
    if not (place / "splunklib").is_dir():
        pytest.skip(f"{place} is not there: scripts/get_counterparts makes it")
    return place


def asked_by_sdk(sdk: Path, url: str, token: str, search: str, **params: str) -> list[Json]:
    """The messages and the results of a oneshot search, as the SDK reads them."""
    parts = urlsplit(url)
    told = {"host": parts.hostname, "port": parts.port, "token": token}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps({**told, "search": search, "params": params})],
        env={**os.environ, "PYTHONPATH": str(sdk)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: list[Json] = json.loads(done.stdout)
    return read
