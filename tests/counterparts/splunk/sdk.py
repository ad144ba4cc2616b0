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
BEGINNING: Final = """
import json, sys
from splunklib import client, results
told = json.loads(sys.argv[1])
service = client.Service(
    host=told["host"], port=told["port"], scheme="http", splunkToken=told["token"], **told["as"]
)
"""
ONESHOT: Final = """
stream = service.jobs.oneshot(told["search"], **told["params"])
read = list(results.JSONResultsReader(stream))
print(json.dumps([
    {"type": one.type, "text": one.message} if isinstance(one, results.Message) else one
    for one in read
]))
"""

TRIGGERED: Final = """
alerts = client.Collection(service, client.PATH_FIRED_ALERTS + "-")
every = alerts.list(count=told["count"], sort_key="trigger_time", sort_dir="desc", sort_mode="num")
print(json.dumps([{"name": one.name, **one.content} for one in every]))
"""


def need_sdk() -> Path:
    """Where the SDK is; the test is skipped without it."""
    place = Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "splunk-sdk")
    if not (place / "splunklib").is_dir():
        pytest.skip(f"{place} is not there: scripts/get_counterparts makes it")
    return place


def asked_by_sdk(sdk: Path, url: str, token: str, search: str, **params: str) -> list[Json]:
    """The messages and the results of a oneshot search, as the SDK reads them."""
    return _run(sdk, url, ONESHOT, {"token": token, "as": {}, "search": search, "params": params})


def triggered_by_sdk(sdk: Path, url: str, token: str, count: int) -> list[Json]:
    """What searches of any app and owner have triggered, as the SDK reads it: texts."""
    everybody = {"owner": "-", "app": "-"}
    return _run(sdk, url, TRIGGERED, {"token": token, "as": everybody, "count": count})


def _run(sdk: Path, url: str, script: str, told: Json) -> list[Json]:
    parts = urlsplit(url)
    told = {**told, "host": parts.hostname, "port": parts.port}
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING + script, json.dumps(told)],
        env={**os.environ, "PYTHONPATH": str(sdk)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: list[Json] = json.loads(done.stdout)
    return read
