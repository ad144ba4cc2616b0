"""A report as text for people and as JSON for machines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Final

from tocsin.cli.certify.values import CertificationReport, Found, Verdict

FORMAT: Final = 1
_WIDTH: Final = 96
_MARKS: Final[dict[Verdict, str]] = {
    "ok": "ok",
    "told": "ok, but",
    "refused": "REFUSED",
    "untried": "not tried",
}


def as_text(report: CertificationReport) -> str:
    """Return the table: a row for each check, what was found below it, and the verdict."""
    added = ", ".join(report.adds) or "nothing"
    head = f"{report.distribution} {report.version} (plugin API {report.api}) adds {added}"
    rows = [line for check in report.checks for line in _row(report, check)]
    return "\n".join([head, "", *rows, "", _verdict(report)])


def as_json(report: CertificationReport) -> str:
    """Return the report as a JSON object; `format` counts its shapes."""
    rows = [
        {
            "check": check,
            "verdict": report.verdict(check),
            "found": [
                {"verdict": found.verdict, "what": found.what, "place": found.place}
                for found in report.of(check)
            ],
        }
        for check in report.checks
    ]
    told = {
        key: value
        for key, value in asdict(report).items()
        if key not in {"found", "checks", "untried"}
    }
    whole = {"format": FORMAT, **told, "certified": report.is_certified, "checks": rows}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _row(report: CertificationReport, check: str) -> Iterator[str]:
    yield f"  {_MARKS[report.verdict(check)]:9} {check}"
    for found in report.of(check):
        yield from _lines(replace(found, what=_printable(found.what)))


def _lines(found: Found) -> Iterator[str]:
    yield from textwrap.wrap(
        found.what,
        _WIDTH,
        initial_indent=" " * 14,
        subsequent_indent=" " * 14,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if found.place:
        yield f"{'':14}-> {found.place}"


def _printable(text: str) -> str:
    """The words of a plugin without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _verdict(report: CertificationReport) -> str:
    faults = [found for found in report.found if found.verdict == "refused"]
    if not faults:
        left_out = sum(found.verdict == "told" for found in report.found)
        with_gaps = f", with {left_out} left out as told above" if left_out else ""
        kept = f"{report.kept} checks of its contracts were kept" if report.kept else "no contracts"
        return f"Certified: {kept}{with_gaps}."
    first = next((found.place for found in faults if found.place), "")
    where = f" Begin at {first}." if first else ""
    counted = f"{len(faults)} thing{'s' if len(faults) > 1 else ''} to change"
    return f"Not certified: {counted}.{where}"
