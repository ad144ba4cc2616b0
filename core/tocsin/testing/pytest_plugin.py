"""Fixtures for every project that has Tocsin installed; they import it only when used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.simulate.virtual_clock import VirtualClock
    from tocsin.testing.far_end import FarEnd


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which checks of a contract were left out or changed, with the reason of each."""
    from tocsin.testing.listing import HEADING, left_out

    reports = [
        report
        for kind in ("passed", "skipped", "failed")
        for report in _reports(kind, terminalreporter)
    ]
    told = left_out(report.user_properties for report in reports)
    if told:
        terminalreporter.section(HEADING, sep="-")
        for line in told:
            terminalreporter.write_line(line)


def _reports(kind: str, reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    return [report for report in reporter.getreports(kind) if isinstance(report, pytest.TestReport)]


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    """A far end on loopback that takes everything until told otherwise."""
    from tocsin.testing.far_end import FarEnd

    with FarEnd() as made:
        yield made


@pytest.fixture
def virtual_clock() -> VirtualClock:
    """A clock that stands at 2026-11-23 10:00 UTC until it is moved."""
    from tocsin.simulate.virtual_clock import VirtualClock

    return VirtualClock(at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
