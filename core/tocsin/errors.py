"""Every error Tocsin raises on purpose: one sentence that a tired human can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "RETRYABLE",
    "AlreadyRunning",
    "BadPayload",
    "ConfigError",
    "Forbidden",
    "InvalidValue",
    "NotFound",
    "Problem",
    "ProviderError",
    "ProviderFault",
    "RejectedCommand",
    "StoreTooNew",
    "StoreUnavailable",
    "TocsinError",
    "Unauthorised",
    "Unconfirmed",
    "VersionConflict",
]


class TocsinError(Exception):
    """Base of every error raised on purpose; `str()` of it may be shown to people."""


class InvalidValue(TocsinError):
    """A text or value that cannot be read as what it should be."""


class RejectedCommand(TocsinError):
    """A command the process does not allow now; the sentence says the way out."""


class Forbidden(RejectedCommand):
    """The person may not do this; the sentence says who may."""


class Unconfirmed(RejectedCommand):
    """A command that cannot be taken back and waits for a confirmation."""


class NotFound(TocsinError):
    """An incident, person, room or page that does not exist."""


class StoreUnavailable(TocsinError):
    """The database cannot be written or read at this moment; nothing was accepted."""


class StoreTooNew(TocsinError):
    """The database was written by a newer version and must not be read by this one."""


class VersionConflict(TocsinError):
    """Somebody else changed the incident first; read it again and repeat."""


class AlreadyRunning(TocsinError):
    """Another process holds the write lock of this SQLite database."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of a configuration: where it is, what is wrong and how to mend it.

    Args:
        warning: It should be mended, and stops nothing.
        missing: What the section needs is not installed (any more). `tocsin check` counts it as a
            fault; a start goes on without the section, since incidents may be open.
    """

    file: str
    key: str
    what: str
    fix: str
    warning: bool = False
    missing: bool = False

    @property
    def stops(self) -> bool:
        """Whether the bot does not start with it."""
        return not (self.warning or self.missing)

    def __str__(self) -> str:
        """`file: key: what. fix`, on one line that any terminal and any log can show."""
        where = f"{self.file}: {self.key}" if self.key else self.file
        return _printable(f"{where}: {self.what} {self.fix}".rstrip())


def _printable(text: str) -> str:
    """The text with escapes for each character that steers a terminal or is invisible."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


class ConfigError(TocsinError):
    """The configuration cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the message is one line for each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


ProviderFault = Literal[
    "auth",
    "forbidden",
    "not_found",
    "invalid",
    "conflict",
    "rate_limited",
    "unavailable",
    "timeout",
    "unsupported",
]
RETRYABLE: frozenset[ProviderFault] = frozenset({"rate_limited", "unavailable", "timeout"})


class ProviderError(TocsinError):
    """A provider could not do what it was asked.

    Args:
        code: What kind of failure; `RETRYABLE` codes are tried again by the engine.
        message: A sentence without secrets, fit for the room.
        retry_after: Seconds the vendor asks us to wait, if it said so.
        ambiguous: The far end may have done it all the same: no answer came, or one that proves
            nothing. Whoever creates something without a key of ours looks it up before a repeat.
    """

    def __init__(
        self,
        code: ProviderFault,
        message: str,
        *,
        retry_after: float | None = None,
        ambiguous: bool = False,
    ) -> None:
        """Keep what a repeat must know beside the sentence."""
        super().__init__(message)
        self.code: ProviderFault = code
        self.retry_after = retry_after
        self.ambiguous = ambiguous

    @property
    def retryable(self) -> bool:
        """Whether a later attempt can succeed without anybody changing anything."""
        return self.code in RETRYABLE


class Unauthorised(TocsinError):
    """An inbound request without the right token or signature."""


class BadPayload(TocsinError):
    """An inbound request whose body cannot be read; the sentence names the place."""
