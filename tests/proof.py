"""What `make proof` runs and `make test` leaves out: the long nets, each with what only it catches.

A test is in the proof when its file stands below a place of `NETS`, when it asks for a fixture of
`COUNTERPARTS`, or when it says itself that it talks to a real one (`e2e`). Nothing else decides it:
no test carries the marker `proof` by itself. A property (Hypothesis) of any other file is in both:
`make test` tries a few examples of it, and `make proof` all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent

NETS: Final = {
    "tests/browser": "the pages, in a real browser behind a real proxy",
    "tests/certify/test_attacks.py": "that nobody puts anything beside or behind what is certified",
    "tests/certify/test_broken_plugins.py": "that a plugin broken on purpose is refused, each way",
    "tests/certify/test_cheats.py": "that tests which cheat are refused, each way",
    "tests/certify/test_tree.py": "that what is published here is certified",
    "tests/chaos": "orders of faults nobody thought of, on whole incidents",
    "tests/config/test_fuzz.py": "team files nobody writes on purpose",
    "tests/counterparts": "that the stand-ins of the platforms do as the platforms do",
    "tests/e2e": "processes that are killed, storms, and tools of other people",
    "tests/engine/test_properties.py": "what must always hold, after stories of any kind",
    "tests/fuzz": "bodies, files and lines nobody sends on purpose",
    "tests/hostile": "everything Tocsin can say, with hostile words in each place",
    "tests/operations/test_backup_and_restore.py": "a backup made while the bot runs",
    "tests/operations/test_owner_only.py": "the files of a real process, and who may read them",
    "tests/operations/test_secrets_of_the_process.py": "what a real process in trouble tells",
    "tests/stateful": "races, and steps in orders nobody thought of, on each store",
    "tests/testing/test_answers_are_caught.py": "that the contracts catch what they are for",
    "tests/testing/test_chats_are_caught.py": "that the contracts catch what they are for",
    "tests/testing/test_keepers_are_caught.py": "that the contracts catch what they are for",
    "tests/testing/test_mutants_are_caught.py": "that the contracts catch what they are for",
    "tests/vendors/test_never_confirmed.py": "a page that each try waits in vain for",
}

COUNTERPARTS: Final = {
    "alone": "a Discord of its own for each test",
    "discord": "a Discord",
    "homeserver": "a Matrix homeserver, a program of its own",
    "postgres": "a PostgreSQL, a program of its own",
    "slack": "a Slack, a program of its own",
    "workspace": "a Slack, a program of its own",
}


def in_proof(file: Path, asked: Iterable[str]) -> bool:
    """Whether a test of `file` is in the proof; `asked`: its fixtures and its markers."""
    place = PurePosixPath(file.relative_to(ROOT).as_posix())
    nets = any(place.is_relative_to(net) for net in NETS)
    return nets or not {"e2e", *COUNTERPARTS}.isdisjoint(asked)


def asked_of(item: pytest.Item) -> Iterator[str]:
    """The fixtures and the markers of a test; if it is asked of every store, its store besides."""
    yield from getattr(item, "fixturenames", ())
    yield from (mark.name for mark in item.iter_markers())
    if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
        yield from ("postgres" for value in item.callspec.params.values() if value == "postgres")


def is_property(item: pytest.Item) -> bool:
    """Whether Hypothesis makes up what the test is given."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))
