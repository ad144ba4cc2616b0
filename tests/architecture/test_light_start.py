"""Asking the command line what there is imports nothing of what a bot needs."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from tests.patience import HANGS_S

# What takes longest to import, of others and of ours.
HEAVY: Final = frozenset(
    "alembic cryptography errbot fastapi h11 httpcore2 httpx2 icalendar jinja2 matplotlib pluggy "
    "prometheus_client prompt_toolkit psycopg pydantic sqlalchemy starlette structlog uvicorn "
    "tocsin.bootstrap tocsin.config tocsin.desk tocsin.domain tocsin.engine tocsin.errbot_host "
    "tocsin.plugin_manager tocsin.simulate tocsin.store tocsin.testing tocsin.web".split()
)
ASKS: Final = """
import contextlib, io, sys
from tocsin.cli import main
sys.argv = ["tocsin", *sys.argv[1:]]
with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
    main()
assert "Usage" in told.getvalue()
print(*sys.modules)
"""


# By which the command line reads the arguments of a subcommand; without one it does not.
READS_ARGUMENTS: Final = {"pydantic"}


@pytest.mark.parametrize(
    ("asked", "needs"),
    [
        (["--help"], set()),
        (["run", "--help"], READS_ARGUMENTS),
        (["db", "--help"], READS_ARGUMENTS),
        (["chat", "doctor", "--help"], READS_ARGUMENTS),
    ],
)
def test_help_is_given_without_what_is_heavy(asked: list[str], needs: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS, *asked],
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=True,
    )

    assert HEAVY.intersection(done.stdout.split()) <= needs


def test_what_is_heavy_is_known_by_its_name() -> None:
    """A module that was renamed would be looked for in vain."""
    ours = [name for name in HEAVY if name.startswith("tocsin.")]
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(ours)}"], timeout=HANGS_S, check=False
    )

    assert done.returncode == 0
