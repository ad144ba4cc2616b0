"""What the process that runs a plugin's tests is asked, and what it tells, as JSON files."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")
ASKED: Final = "asked.json"
PROBED: Final = "probed.json"
WITNESSED: Final = "witnessed.json"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line of a file; file "" = none is known."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Something that is wrong.

    Args:
        check: The row of the report that it belongs to.
    """

    check: str
    what: str
    place: Place = Place()


@dataclass(frozen=True, kw_only=True)
class ProbeRequest:
    """Which distribution it is about, its top-level packages, and its README."""

    distribution: str
    packages: tuple[str, ...]
    readme: str


@dataclass(frozen=True, kw_only=True)
class Added:
    """One thing that the plugin adds.

    Args:
        label: As in `paging: horn`.
        made: Class of what its factory makes, as `module:Class`; of a chat also that of its port.
            Empty: it could not be made.
        contracts: The suites that it has to keep, as `module:Class`.
        has_secrets: Whether a section of it holds a secret.
    """

    label: str
    made: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    has_secrets: bool = False


@dataclass(frozen=True, kw_only=True)
class Probed:
    """What the plugin is when it is loaded and made, without any of its tests."""

    adds: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()
    faults: tuple[Violation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckRun:
    """One check of a suite, with one set of parameters, as it was run.

    Args:
        check: The name of its function.
        outcome: `bent`: it passed, and was not the suite's own when it ran.
        why: Why it did not pass, without secrets.
        by_suite: Whether the suite itself skipped it.
        place: Where it is to be changed.
    """

    check: str
    outcome: Literal["passed", "failed", "skipped", "bent"]
    why: str = ""
    by_suite: bool = False
    place: Place = Place()


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A class of the plugin's tests that inherits a contract.

    Args:
        contracts: The suites that it inherits, as `module:Class`.
        subjects: Classes of the package whose objects its checks were given.
        expected: Check of the suite -> how many times it has to run.
        changed: What of the suite is another's -> where that stands.
        exceptions: What it says does not fit -> the reason.
        has_secrets: Whether a value of `secrets` was in the environment while a check ran.
    """

    name: str
    place: Place
    contracts: tuple[str, ...]
    patience_s: float
    deadline_s: float
    expected: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, Place] = field(default_factory=dict)
    exceptions: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    ran: tuple[CheckRun, ...] = ()
    has_secrets: bool = False


@dataclass(frozen=True, kw_only=True)
class Witnessed:
    """What happened to the contracts when the tests ran."""

    suites: tuple[Suite, ...] = ()
    faults: tuple[Violation, ...] = ()

    @property
    def kept(self) -> int:
        """How many checks passed as the suites have them."""
        return sum(ran.outcome == "passed" for suite in self.suites for ran in suite.ran)


def written(folder: Path, name: str, value: object, key: bytes) -> None:
    """Write a value of this module as JSON, below the HMAC of it."""
    content = TypeAdapter(type(value)).dump_json(value)
    (folder / name).write_bytes(_mark(content, key) + b"\n" + content)


def read(folder: Path, name: str, model: type[T], key: bytes) -> T | None:
    """Return what was written there; None = it never was by who has the key.

    The process may have ended before, or something else in it wrote the file.
    """
    file = folder / name
    mark, _, content = file.read_bytes().partition(b"\n") if file.is_file() else (b"", b"", b"")
    is_ours = hmac.compare_digest(mark, _mark(content, key))
    return TypeAdapter(model).validate_json(content) if is_ours else None


def _mark(content: bytes, key: bytes) -> bytes:
    return hmac.new(key, content, sha256).hexdigest().encode()
