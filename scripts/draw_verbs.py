"""Draw what every verb does from the wrong place and for the wrong person: docs/verbs.md.

Each verb is typed once for each column, through desk and engine on the virtual clock, in a world
of its own. The page is what came of it.

Usage: `draw_verbs.py` writes the page, `draw_verbs.py --check` exits with 1 when the page is not
what comes of it now.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Final

from tocsin.config import load_teams
from tocsin.config.values import Teams
from tocsin.desk.verbs import VERBS
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "verbs.md"
TEAMS: Final = Path(__file__).with_name("verbs_teams")
LONGEST: Final = 150
CANARY: Final = "salaries of the board"
TITLE: Final = "checkout returns 500s"
OPENED: Final = "declare {title} p1 --service checkout"
JUDGED: Final = "report {title}"
INTRODUCTION: Final = """\
# What every verb does in the wrong place and for the wrong person

*Drawn by `scripts/draw_verbs.py`, which plays each line in a world of its own through the desk and
the engine; change the process or the examples, not this page.*

Each cell says which incidents got an event, then the first line of the reply. INC-1 and INC-2 are a
P1 whose Incident Commander is Ana, unless the verb wants something else.

- **Another room**: Ana is in the room of INC-1 and names INC-2, before the verb or behind it.
- **A stranger**: INC-1 is private, and Zoe of another team types the line behind `INC-1`.
- **A guest**: somebody in no team file types it behind `INC-1`, which is not private.
- **A drill**: Ana, the one named, types it in the room of the drill INC-1.

`tests/docs/test_verbs.py` holds that only the named incident changes; that a stranger reads the
same as for a number that never was; that a guest changes nothing but by `report`; and that of a
drill nobody unnamed is paged, and neither customers nor trackers hear.
"""
NO_INCIDENT: Final = frozenset({"list", "metrics", "help", "link-me"})


@dataclass(frozen=True, kw_only=True)
class Example:
    """One line people type.

    Args:
        typed: The verb and its arguments.
        before: What was typed in the incident's room before.
        opened: How the incident began.
    """

    typed: str
    before: tuple[str, ...] = ()
    opened: str = OPENED

    @property
    def verb(self) -> str:
        """The first word."""
        return self.typed.split()[0]

    @property
    def is_of_no_incident(self) -> bool:
        """Whether the verb opens one, or is about none."""
        return VERBS[self.verb].opens is not None or self.verb in NO_INCIDENT


_PROPOSED: Final = ("take tl --alone night", "mitigate rollback deploy 812")
_APPROVED: Final = (*_PROPOSED, "approve 1")
_MITIGATED: Final = ("mitigated the pool is larger",)
_RESOLVED: Final = ("resolve --override customers say so",)
_TASK: Final = ("task add call about {title}",)
_ACTION: Final = (*_RESOLVED, "action add a test for {title} @ana 3d")


def _ex(typed: str, *before: str, opened: str = OPENED) -> Example:
    return Example(typed=typed, before=before, opened=opened)


_WRITTEN: Final[tuple[Example, ...]] = (
    _ex("declare search is slow p2"),
    _ex("report search is slow"),
    _ex("drill slow @ana"),
    _ex("list"),
    _ex("show"),
    _ex("next"),
    _ex("why update"),
    _ex("timeline"),
    _ex("catchup"),
    _ex("policy"),
    _ex("export json"),
    _ex("metrics"),
    _ex("link-me"),
    _ex("help ack"),
    _ex("logs errors 15m"),
    _ex("graph latency"),
    _ex("alerts"),
    _ex("changes 2h"),
    _ex("triage"),
    _ex("triage some | search | no | no", opened=JUDGED),
    _ex("accept", "severity p2", opened=JUDGED),
    _ex("decline a false alarm", opened=JUDGED),
    _ex("merge {other}"),
    _ex("severity p0 it spreads"),
    _ex("flag legal a contract"),
    _ex("unflag customer-impact nobody felt it", "flag customer-impact"),
    _ex("unflag private it is known now"),
    _ex("take comms"),
    _ex("assign tl @me"),
    _ex("assign tl @bo"),
    _ex("handoff ic @bo"),
    _ex("accept-handoff"),
    _ex("page @me"),
    _ex("page @bo come"),
    _ex("ack"),
    _ex("escalate em nobody knows how"),
    _ex("update"),
    _ex("update investigating | search | looking | unknown"),
    _ex("decide we wait"),
    _ex("finding the pool is full"),
    _ex("note tea"),
    _ex("task", *_TASK),
    _ex("task add look at the pool @me"),
    _ex("task done 1", *_TASK),
    _ex("task done 99", *_TASK),
    _ex("service checkout"),
    _ex("service search"),
    _ex("cause pool size"),
    _ex("milestone impact-started 02:50"),
    _ex("mitigate scale-up one more"),
    _ex("approve 1", *_PROPOSED),
    _ex("reject 1 wait", *_PROPOSED),
    _ex("done 1", *_APPROVED),
    _ex("done 99", *_APPROVED),
    _ex("mitigated the pool is larger"),
    _ex("snooze update 10m"),
    _ex("check"),
    _ex("check 1", *_MITIGATED),
    _ex("postmortem", *_RESOLVED),
    _ex("postmortem show", *_RESOLVED),
    _ex("postmortem skip nothing to learn", *_RESOLVED),
    _ex("action", *_ACTION),
    _ex("action add a larger pool @me 3d", *_RESOLVED),
    _ex("action done 1", *_ACTION),
    _ex("status-page show"),
    _ex("status-page publish We are looking into it."),
    _ex("notify-customers We are looking into it."),
    _ex("yes", "notify-customers We are looking into it."),
    _ex("no", "notify-customers We are looking into it."),
    _ex("resolve"),
    _ex("resolve --override customers say so"),
    _ex("reopen it is back", *_RESOLVED),
    _ex("close", *_RESOLVED, "postmortem skip nothing to learn"),
)


def as_used(usage: str) -> str:
    """A line of this usage: each hole by its first word, and nothing that may be left out."""
    needed = re.sub(r" \[[^]]*\]", "", usage)
    return re.sub(r"<([\w-]+)[^>]*>", r"\1", needed)


_SHOWN: Final = {example.verb for example in _WRITTEN}
EXAMPLES: Final[tuple[Example, ...]] = (
    *_WRITTEN,
    *(_ex(as_used(verb.usage)) for verb in VERBS.values() if verb.name not in _SHOWN),
)
"""What is written above, and each other verb as its usage says."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of one line: the reply, and the incidents that have new events."""

    accepted: bool
    reply: str
    changed: tuple[str, ...]
    rows: tuple[Row, ...]
    after: tuple[Row, ...]


def play(lines: tuple[str, ...], then: str) -> Came:
    """Play the lines a minute apart, and see what comes of the last one."""
    timed = [f"+{minute}m {line}" for minute, line in enumerate(lines)]
    text = "\n".join(("start 2026-11-26T03:00:00+01:00", *timed, f"until +{then}"))
    teams, plugins = _world()
    with tempfile.TemporaryDirectory() as folder:
        rows = simulate(
            parse(text, "verbs"), teams, plugins, team=teams.teams["shop"], folder=Path(folder)
        )
    place = max(row.seq for row in rows if row.kind == "command")
    after = tuple(row for row in rows if row.seq > place)
    told = next(row for row in after if row.kind == "reply")
    at_once = [row for row in after if row.kind == "event" and row.offset == told.offset]
    return Came(
        accepted=told.data["outcome"] == "accepted",
        reply=told.text,
        changed=tuple(sorted({row.incident for row in at_once})),
        rows=tuple(rows),
        after=after,
    )


@cache
def _world() -> tuple[Teams, Plugins]:
    plugins = load_plugins()
    teams = load_teams(TEAMS, plugins.models)
    teams.raise_if_broken()
    return teams, plugins


def _begun(example: Example, key: str, *, title: str = TITLE, options: str = "") -> tuple[str, ...]:
    """The incident the line is about, with Ana as its commander."""
    answered = () if example.typed == "ack" else ("ack",)
    lines = (f"@ana #{key}: !incident {line}" for line in (*answered, *example.before))
    opened = f"@ana: !incident {example.opened}{options}"
    return tuple(line.replace("{title}", title) for line in (opened, *lines))


def private(example: Example) -> tuple[str, ...]:
    """INC-1, private, and the line is about it."""
    if example.opened == OPENED:
        return _begun(example, "INC-1", title=CANARY, options=" --private")
    begun = _begun(example, "INC-1", title=CANARY)
    return (*begun, "@ana: !incident INC-1 flag private a matter of few")


def typed_by(
    who: str,
    typed: str,
    before: tuple[str, ...],
    *,
    place: str = "#incidents",
    other: str = "INC-3",
    lasts: timedelta = timedelta(minutes=1),
) -> Came:
    """What comes of a line that somebody types somewhere."""
    line = f"@{who} {place}: !incident {typed.replace('{other}', other)}"
    minutes = len(before) + round(lasts.total_seconds() / 60)
    return play((*before, line), then=f"{minutes}m")


def in_another_room(example: Example) -> Came:
    """Ana is in the room of INC-1, and names INC-2 before the verb."""
    before = ("@ana: !incident declare search is slow p2", *_begun(example, "INC-2"))
    named = example.typed if example.is_of_no_incident else f"INC-2 {example.typed}"
    return typed_by("ana", named, before, place="#INC-1", other="INC-1")


def with_the_number_behind(example: Example) -> Came:
    """The same as in another room, but INC-2 is named behind the verb."""
    before = ("@ana: !incident declare search is slow p2", *_begun(example, "INC-2"))
    verb, *rest = example.typed.split(" ", 1)
    return typed_by("ana", " ".join((verb, "INC-2", *rest)), before, place="#INC-1", other="INC-1")


def by_a_stranger(example: Example) -> Came:
    """INC-1 is private, and Zoe is of another team."""
    named = example.typed if example.is_of_no_incident else f"INC-1 {example.typed}"
    return typed_by("zoe", named, private(example))


def by_a_guest(example: Example) -> Came:
    """Somebody who is in no team file."""
    named = example.typed if example.is_of_no_incident else f"INC-1 {example.typed}"
    return typed_by("guest-gus", named, _begun(example, "INC-1"))


def in_a_drill(example: Example) -> Came:
    """Ana is named in the drill; it goes on for three hours."""
    began = example if example.opened == OPENED else replace(example, opened="declare {title}")
    before = _begun(began, "INC-1", options=" --drill @ana")
    return typed_by("ana", example.typed, before, place="#INC-1", lasts=timedelta(hours=3))


COLUMNS: Final[Mapping[str, Callable[[Example], Came]]] = {
    "another room": in_another_room,
    "a stranger": by_a_stranger,
    "a guest": by_a_guest,
    "a drill": in_a_drill,
}


@cache
def column(name: str) -> Mapping[Example, Came]:
    """Every example in one column."""
    return {example: COLUMNS[name](example) for example in EXAMPLES}


def verbs_page() -> str:
    """The whole page, with its last line ended."""
    return "\n".join((INTRODUCTION, *_table())) + "\n"


def _table() -> Iterator[str]:
    yield f"| typed | {' | '.join(COLUMNS)} |"
    yield "| --- " * (len(COLUMNS) + 1) + "|"
    for example in EXAMPLES:
        cells = (_cell(column(name)[example]) for name in COLUMNS)
        yield f"| {_code(example.typed)} | {' | '.join(cells)} |"


def _cell(came: Came) -> str:
    """`**INC-1** INC-1: note kept.`; where nothing changed, a dash before it."""
    changed = ", ".join(came.changed)
    first = came.reply.partition("\n")[0]
    said = shorten(first, LONGEST, placeholder=" …").replace("|", "\\|")
    return f"{f'**{changed}**' if changed else '–'} {said}"


def _code(typed: str) -> str:
    shown = typed.replace("{other}", "INC-n").replace("|", "\\|")
    return f"`{shown}`"


def main(arguments: list[str]) -> int:
    """Write or check the page; returns the exit code."""
    if arguments == ["--check"]:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == verbs_page()
        if not current:
            print("docs/verbs.md is out of date: run scripts/draw_verbs.py", file=sys.stderr)
        return 0 if current else 1
    if arguments:
        print("usage: draw_verbs.py [--check]", file=sys.stderr)
        return 2
    PAGE.write_text(verbs_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
