"""The numbers of a quarter, for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal

from tocsin.chat import Code, Text, Words
from tocsin.domain.calendar import format_duration
from tocsin.domain.quarter_metrics import Chart, Metrics, Quarter, Repeat, Times
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say

_MET: Final = {True: "met", False: "not met", None: "no data yet"}
SHOWN: Final = 5
Following = Literal["charts", "nothing", "no-files", "no-room", "no-library"]
_FOLLOWING: Final[Mapping[Following, Words]] = {
    "charts": "Its charts follow here.",
    "nothing": "",
    "no-files": "No charts: this chat takes no files.",
    "no-room": "Ask in a room to get the charts as well.",
    "no-library": say(
        "No charts: where Tocsin runs, ", Code("pip install 'tocsin[charts]'"), " brings them."
    ),
}


def metrics_text(found: Metrics, *, name: str) -> Words:
    """Every number with its goal, how many incidents it rests on, and what is missing."""
    return lines(
        f"{clean(name)}, {found.quarter}: {_count(found.total, 'incident')}{_before(found)}",
        "By severity: " + " · ".join(f"{key} {n}" for key, n in found.by_severity.items()),
        f"Customers noticed {found.customer_impacting}; still open: {found.open}",
        *(_times(times) for times in found.times),
        _repeats(found),
        *(_repeat(repeat) for repeat in found.repeats[:SHOWN]),
        _more(len(found.repeats) - SHOWN),
        _missing(found),
    )


def following_text(following: Following, quarter: Quarter) -> Words:
    """Whether charts come behind the numbers, and if not, how to get them."""
    said = _FOLLOWING[following]
    return say(said, " ", _draw(quarter)) if following == "no-files" else said


def refused_text(name: str, quarter: Quarter) -> Text:
    """The room's message where a platform does not take a chart."""
    return say(f"The chat refused {name}; the log says why. ", _draw(quarter))


def _draw(quarter: Quarter) -> Text:
    return say(Code(f"tocsin metrics {quarter} --charts <folder>"), " draws them.")


def chart_alt(chart: Chart, found: Metrics, name: str) -> str:
    """The alternative text of a chart, in one line."""
    shows = _months(found) if chart == "incidents" else _means(found)
    return f"{clean(name)}, {found.quarter}, {_SUBJECT[chart]}: {shows}."


_SUBJECT: Final[Mapping[Chart, str]] = {
    "incidents": "incidents by month and severity",
    "times": "mean times and their goals",
}


def _months(found: Metrics) -> str:
    return "; ".join(f"{month} {_of(counts)}" for month, counts in found.by_month.items())


def _of(counts: Mapping[str, int]) -> str:
    by_severity = ", ".join(f"{severity} {n}" for severity, n in counts.items())
    return by_severity or "none"


def _means(found: Metrics) -> str:
    known = [times for times in found.times if times.mean is not None]
    return (
        "; ".join(f"{times.name} {span(times.mean)}{_goal(times)}" for times in known)
        or "no data yet"
    )


def _goal(times: Times) -> str:
    return f" (goal < {format_duration(times.goal)})" if times.goal else ""


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def _before(found: Metrics) -> str:
    return f" ({found.quarter.before}: {found.previous})"


def span(value: timedelta | None) -> str:
    """`1h05m`, or a dash where there is none."""
    if value is None:
        return "—"
    return format_duration(timedelta(seconds=round(value.total_seconds())))


def _times(times: Times) -> str:
    goal = f"; goal < {format_duration(times.goal)}: {_MET[times.met]}" if times.goal else ""
    lacking = f", {times.lacking} without it" if times.lacking else ""
    lacking += f", {times.disordered} left out: out of order" if times.disordered else ""
    if not times.sample and not times.disordered:
        return f"{times.name}: no data ({_count(times.lacking, 'incident')} without it){goal}"
    if not times.sample:
        return f"{times.name}: no data ({lacking.removeprefix(', ')}){goal}"
    spread = f"median {span(times.median)}, 90 % {span(times.p90)}"
    return f"{times.name}: {span(times.mean)} ({spread}; of {times.sample}{lacking}){goal}"


def _repeats(found: Metrics) -> str:
    met = "met" if not found.repeated else "not met"
    return f"Repeat incidents: {found.repeated}; goal 0: {met}"


def _repeat(repeat: Repeat) -> str:
    more = len(repeat.keys) - SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"  {clean(repeat.cause, 60)}: {', '.join(repeat.keys[:SHOWN])}{rest}"


def _more(causes: int) -> Words:
    if causes <= 0:
        return ""
    more = f"  and {_count(causes, 'more cause')}; all of them: "
    return say(more, Code("tocsin metrics --format json"))


def _missing(found: Metrics) -> str:
    said = []
    if found.without_cause:
        said.append(f"{_count(found.without_cause, 'incident')} without a cause label")
    if found.left_out:
        said.append(f"{found.left_out} left out (drills, declined, merged)")
    return f"Note: {'; '.join(said)}." if said else ""


def review_text(found: Metrics, *, name: str, prefix: str) -> Words:
    """The reminder at the start of a quarter."""
    return lines(
        f"Quarterly review of {clean(name)}: {found.quarter} is over.",
        f"{_count(found.total, 'incident')}, {found.repeated} of them repeats.",
        say("The numbers: ", Code(f"{prefix}incident metrics {found.quarter}")),
        "Please look at them together: what do we change next?",
    )
