"""What a certification finds, as values; `render` makes text and JSON of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "told", "refused", "untried"]
"""`told`: something was left out that may be, with a reason; it does not refuse the certificate.
`untried`: what went before made it impossible."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that was found.

    Args:
        check: The row of the table that it stands in.
        what: A sentence without its full stop.
        place: The line to change, as `src/tocsin_horn/paging.py:31`, or "" where none is known.
    """

    check: str
    what: str
    place: str = ""
    verdict: Verdict = "refused"


@dataclass(frozen=True, kw_only=True)
class CertificationReport:
    """A certification of one distribution.

    Args:
        adds: What the plugin adds, as in `paging: horn`.
        checks: Every check in order; those with nothing `found` are kept.
        untried: Checks that could not be made.
        kept: How many checks of contracts passed as the suites have them.
        digest: SHA-256 of the installed package.
    """

    distribution: str
    version: str
    api: int
    tocsin: str
    adds: tuple[str, ...]
    checks: tuple[str, ...]
    found: tuple[Found, ...]
    kept: int
    digest: str
    untried: tuple[str, ...] = ()

    @property
    def is_certified(self) -> bool:
        """Whether nothing that was found refuses the certificate."""
        return all(found.verdict != "refused" for found in self.found)

    def of(self, check: str) -> tuple[Found, ...]:
        """Return what was found under one check."""
        return tuple(found for found in self.found if found.check == check)

    def verdict(self, check: str) -> Verdict:
        """Return the verdict of one check: the worst of what was found."""
        verdicts = {found.verdict for found in self.of(check)}
        worst: Verdict = "refused" if "refused" in verdicts else "told" if verdicts else "ok"
        return "untried" if worst == "ok" and check in self.untried else worst


def unique(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return each thing once, in the order in which it was found."""
    return tuple(dict.fromkeys(found))
