"""The four severities and their order. Labels belong to the policy (`domain/policy`)."""

from __future__ import annotations

from typing import Literal, get_args

Severity = Literal["P0", "P1", "P2", "P3"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
PAGING: frozenset[Severity] = frozenset({"P0", "P1"})
WITH_ROOM: frozenset[Severity] = frozenset({"P0", "P1", "P2"})


def parse_severity(text: str) -> Severity | None:
    """`p1` or `P1` as a severity, anything else as None."""
    wanted = text.upper()
    return next((severity for severity in SEVERITIES if severity == wanted), None)


def one_above(severity: Severity) -> Severity:
    """The next more severe; P0 stays P0."""
    return SEVERITIES[max(0, SEVERITIES.index(severity) - 1)]


def is_higher(severity: Severity, other: Severity) -> bool:
    """Whether `one` is more severe than `other`."""
    return SEVERITIES.index(severity) < SEVERITIES.index(other)
