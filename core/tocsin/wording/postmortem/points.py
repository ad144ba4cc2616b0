"""The generated statements of a post-mortem, in words: about the work, never about a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from tocsin.domain.calendar import format_duration
from tocsin.domain.postmortem.record import Point, PointKey
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, with_full_stop
from tocsin.wording.postmortem.progress import moment
from tocsin.wording.sentence_context import SentenceContext, because

SHOWN: Final = 4
_NOTICED: Final[Mapping[str, str]] = {
    "alert": "Monitoring noticed it",
    "report": "Somebody reported it",
    "command": "Somebody in the team noticed it",
}
_BECAME: Final[Mapping[str, str]] = {
    "proposed": "it was not decided on",
    "approved": "it was approved",
    "rejected": "it was decided against",
    "done": "it was approved and made",
    "done-early": "it was made before it was approved",
}
_GAPS: Final[Mapping[str, str]] = {
    "late triage": "Triage took longer than the process allows.",
    "response time broken": "Nobody had answered when the response time was over.",
    "missed update": "An update was missed: people waited longer than the process promises.",
    "required role unfilled": "A required role stayed empty longer than the process allows.",
    "unapproved change": "A change was made before it was approved.",
    "--alone": "One person held two roles that the process keeps apart.",
    "override": "It was resolved before the checklist was complete.",
    "skipped check": "Checks before the resolution were skipped.",
    "unreviewed post-mortem": "The post-mortem was published before its review.",
}


def text(point: Point, context: SentenceContext) -> str:
    """One statement, a sentence; `cited` says which events it rests on."""
    return with_full_stop(_TEXTS[point.key](point, context))


def cited(cites: tuple[int, ...]) -> str:
    """`[#3] [#7]`; of many the first few, and how many more."""
    more = len(cites) - SHOWN
    shown = " ".join(f"[#{seq}]" for seq in cites[:SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown


def _at(point: Point, context: SentenceContext) -> str:
    return moment(point.at, context) if point.at is not None else ""


def _span(point: Point) -> str:
    return format_duration(point.span or timedelta())


def _times(count: int, once: str, many: str) -> str:
    return once if count == 1 else f"{count} {many}"


def _who(point: Point, context: SentenceContext) -> str:
    return comma_list(context.name(person) for person in point.who) or "Somebody"


def _opened(point: Point, context: SentenceContext) -> str:
    return f"{context.incident.key} was declared {_at(point, context)} by {_who(point, context)}"


def _over(point: Point, context: SentenceContext) -> str:
    return f"It was resolved {_at(point, context)}, after {_span(point)}"


def _not_over(point: Point, _context: SentenceContext) -> str:
    return f"It is not over: its status is {clean(point.words)}"


def _broken(point: Point, _context: SentenceContext) -> str:
    return f"Impact, as an update said: {clean(point.words)}"


def _customers(point: Point, _context: SentenceContext) -> str:
    return f"Customers affected, as triage had it: {clean(point.words)}"


def _flagged(point: Point, _context: SentenceContext) -> str:
    return f"The flag {clean(point.words)} stands"


def _entries(point: Point, _context: SentenceContext) -> str:
    return f"The status page had {_times(point.count, 'one entry', 'entries')}"


def _mailed(point: Point, _context: SentenceContext) -> str:
    return f"Customers were written to {_times(point.count, 'once', 'times')}"


def _noticed(point: Point, context: SentenceContext) -> str:
    return f"{_NOTICED.get(point.words, 'It was noticed')} ({_at(point, context)})"


def _alerts(point: Point, _context: SentenceContext) -> str:
    return f"Linked alerts fired {_times(point.count, 'once', 'times')}"


def _detected(point: Point, _context: SentenceContext) -> str:
    return f"From the start of the impact to its detection it took {_span(point)}"


def _start_unknown(_point: Point, _context: SentenceContext) -> str:
    return "When the impact started is not known yet"


def _answered(point: Point, _context: SentenceContext) -> str:
    return f"The first answer came after {_span(point)}"


def _led(point: Point, context: SentenceContext) -> str:
    return f"{_who(point, context)} was Incident Commander from {_at(point, context)}"


def _severity(point: Point, context: SentenceContext) -> str:
    return f"The severity became {clean(point.words)} ({_at(point, context)})"


def _changed(point: Point, context: SentenceContext) -> str:
    strategy = f" ({point.strategy})" if point.strategy else ""
    became = f"; {_BECAME[point.state]}" if point.state in _BECAME else ""
    said = f"Change {point.count}{strategy}, proposed {_at(point, context)}"
    return f"{said}: {clean(point.words).rstrip('.')}{became}"


def _mitigated(point: Point, _context: SentenceContext) -> str:
    return f"The impact was stopped {_span(point)} after the declaration"


def _decided(point: Point, context: SentenceContext) -> str:
    return f"Decided {_at(point, context)}: {clean(point.words)}"


def _answered_in_time(point: Point, _context: SentenceContext) -> str:
    return f"The response time was kept: an answer after {_span(point)}"


def _updates(point: Point, _context: SentenceContext) -> str:
    return f"No update was missed; there {'was' if point.count == 1 else 'were'} {point.count}"


def _approved(point: Point, _context: SentenceContext) -> str:
    return f"{_times(point.count, 'The one change', 'changes')} made had been approved before"


def _gap(point: Point, _context: SentenceContext) -> str:
    return _GAPS.get(point.words, f"The process was not met: {clean(point.words)}")


def _gap_flagged(point: Point, _context: SentenceContext) -> str:
    return f"A process gap was flagged{because(point.words)}"


def _came_back(point: Point, _context: SentenceContext) -> str:
    return f"It came back {_times(point.count, 'once', 'times')} after it seemed to be over"


def _unreachable(point: Point, _context: SentenceContext) -> str:
    return f"A paging tool did not take a page {_times(point.count, 'once', 'times')}"


def _not_told(point: Point, _context: SentenceContext) -> str:
    return f"A message of the bot did not go out {_times(point.count, 'once', 'times')}"


def _working_hours(point: Point, context: SentenceContext) -> str:
    return f"It began in working hours ({_at(point, context)}); the next one may begin at night"


def _seen_by_people(_point: Point, _context: SentenceContext) -> str:
    return "People saw it; no linked alert fired"


def _cause(point: Point, _context: SentenceContext) -> str:
    return f"The cause, as labelled: {clean(point.words)}"


def _finding(point: Point, _context: SentenceContext) -> str:
    return f"Found: {clean(point.words)}"


_TEXTS: Final[Mapping[PointKey, Callable[[Point, SentenceContext], str]]] = {
    "opened": _opened,
    "over": _over,
    "not-over": _not_over,
    "broken": _broken,
    "customers": _customers,
    "flagged": _flagged,
    "page-entries": _entries,
    "mailed": _mailed,
    "noticed": _noticed,
    "alerts": _alerts,
    "detected-after": _detected,
    "start-unknown": _start_unknown,
    "answered-after": _answered,
    "led-by": _led,
    "severity": _severity,
    "changed": _changed,
    "mitigated-after": _mitigated,
    "decided": _decided,
    "answered-in-time": _answered_in_time,
    "updates-kept": _updates,
    "approved-all": _approved,
    "gap": _gap,
    "gap-flagged": _gap_flagged,
    "came-back": _came_back,
    "unreachable": _unreachable,
    "not-told": _not_told,
    "working-hours": _working_hours,
    "seen-by-people": _seen_by_people,
    "cause": _cause,
    "finding": _finding,
}
