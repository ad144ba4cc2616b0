"""The post-mortem as a document: what the record says and what people wrote, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import groupby
from typing import Final

from tocsin.domain.calendar import local_text
from tocsin.domain.event import Event
from tocsin.domain.parts import Section
from tocsin.domain.postmortem import SECTIONS, WHOLE
from tocsin.domain.postmortem.record import Kept, Point, points
from tocsin.domain.titles import called, is_hidden
from tocsin.wording import timeline
from tocsin.wording.clean import clean
from tocsin.wording.names import names_of
from tocsin.wording.parts import joined, marked
from tocsin.wording.postmortem.points import cited, text
from tocsin.wording.postmortem.state import moment, state
from tocsin.wording.resolution import involved
from tocsin.wording.scene import Scene

TEMPLATE: Final = "post-mortem-template.md"
LONGEST_LINE: Final = 8000
ALIKE: Final = 3
MOST_ROWS: Final = 400
# Receipts, and what the other sections tell of the post-mortem itself.
_CLERICAL: Final = frozenset(
    {
        "mail-sent", "meeting-scheduled", "ticket-opened", "postmortem-drafted", "action-done",
        "postmortem-written", "postmortem-reviewed", "postmortem-filed", "action-added",
    }
)  # fmt: skip
_SLOT: Final = re.compile(r"\{\{ *([a-z-]+) *\}\}")
_HEADED: Final = re.compile(r"^## (.+)\n\n\{\{ *([a-z-]+) *\}\}$", re.MULTILINE)
_MARKS: Final = re.compile(r"([\\`*\[\]<>])")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def template() -> str:
    """The packaged template; `{{ name }}` stands for a part of the document."""
    return files("tocsin.wording").joinpath(TEMPLATE).read_text(encoding="utf-8")


def document(scene: Scene, kept: Kept, *, rows: int = MOST_ROWS) -> str:
    """The whole post-mortem as Markdown.

    Args:
        scene: The incident as it is now, the people, the moment.
        kept: Its events with their sequence numbers, oldest first.
        rows: How many lines of the timeline are shown at most.
    """
    found = parts(scene, kept, rows=rows)
    return _SLOT.sub(lambda slot: found.get(slot[1], ""), template())


def published(scene: Scene, kept: Kept) -> str:
    """What the places that keep post-mortems get; of a private incident only where it is kept."""
    if not is_hidden(scene.incident, "archive"):
        return document(scene, kept)
    title = called(scene.incident, "archive")
    read = scene.anywhere("postmortem show").as_plain()
    day = moment(scene.incident.declared, scene)
    return (
        f"# {title[:1].upper()}{title[1:]}\n\n{scene.severity} · {day}\n\n"
        f"Its post-mortem is kept in Tocsin; those who are in it read it with {read}.\n"
    )


def headings() -> Mapping[str, str]:
    """The parts of the document under a heading, in order: `went-well` -> `What went well`."""
    return {slot: title for title, slot in _HEADED.findall(template())}


def parts(scene: Scene, kept: Kept, *, rows: int = MOST_ROWS) -> Mapping[str, str]:
    """What stands in each slot of the template, as Markdown."""
    found = points(scene.incident, kept)
    return {
        "title": safe(marked(scene.title, scene.incident)),
        "facts": _facts(scene),
        "timeline": _lines(_timeline(scene, kept, rows)),
        "actions": _lines(_actions(scene)),
        "review": _lines(_review(scene)),
        "thanks": _thanks(scene),
        **{section: _section(section, found[section], scene) for section in SECTIONS},
    }


def safe(text: str) -> str:
    """One line of ours with words of others in it: nothing in it is markup any more."""
    return _MARKS.sub(r"\\\1", text)


def written(section: Section, text: str) -> str:
    """What people wrote: their own Markdown, but no tags and no mention of a whole room."""
    rows = [_own_line(line) for line in text.splitlines()]
    if section in WHOLE:
        return "\n".join(rows)
    return "\n".join(row if _ITEM.match(row) or not row else f"- {row}" for row in rows)


def _own_line(line: str) -> str:
    indent = min(len(line) - len(line.lstrip(" ")), 12)
    return _TAG.sub(r"\\<", " " * indent + clean(line, LONGEST_LINE)).rstrip()


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _section(section: Section, generated: tuple[Point, ...], scene: Scene) -> str:
    """People's words take the place of the record's, or follow what it lists."""
    own = written(section, scene.incident.postmortem.sections.get(section, ""))
    if own and section in WHOLE:
        return own
    stated = ((safe(text(point, scene)), cited(point.cites)) for point in generated)
    listed = _lines(f"{sentence} {cites}" for sentence, cites in stated)
    both = "\n".join(part for part in (listed, own) if part)
    return both or _nothing(section, scene)


def _nothing(section: Section, scene: Scene) -> str:
    if scene.incident.postmortem.published is not None:
        return "Nothing was written here."
    how = scene.anywhere(f"postmortem {section} <text>").as_plain()
    return f"Nothing is written here yet: {how}"


def _facts(scene: Scene) -> str:
    incident = scene.incident
    day = moment(incident.declared, scene)
    own = (safe(clean(incident.service, 60)), *sorted(incident.flags))
    return " · ".join(
        (incident.key, scene.severity, *(part for part in own if part), day, safe(state(scene)))
    )


def _timeline(scene: Scene, kept: Kept, most: int) -> Iterator[str]:
    told = [
        (seq, event)
        for seq, event in kept
        if timeline.is_told(event) and event.type not in _CLERICAL
    ]
    found = [row for _, alike in groupby(told, _alike) for row in _few(tuple(alike), scene)]
    if len(found) <= most:
        return iter(found)
    left = len(found) - most
    middle = f"… {left} lines are left out here; the export has them all"
    return iter((*found[: most // 2], middle, *found[len(found) - (most - most // 2) :]))


def _alike(row: tuple[int, Event]) -> tuple[object, str]:
    return row[1].at, row[1].type


def _few(alike: Kept, scene: Scene) -> Iterator[str]:
    """Hundreds of alerts that fire together stay four lines."""
    names, zone = names_of(scene.people), scene.incident.timezone
    for seq, event in alike[:ALIKE]:
        at = local_text(event.at, zone, now=scene.incident.declared)
        yield f"{at} {safe(timeline.text(event, names, zone))} {cited((seq,))}"
    rest = tuple(seq for seq, _ in alike[ALIKE:])
    if rest:
        yield f"and {len(rest)} more like this {cited(tuple(dict.fromkeys((rest[0], rest[-1]))))}"


def _actions(scene: Scene) -> Iterator[str]:
    for item in scene.incident.actions.values():
        box = "[x]" if item.done else "[ ]"
        owner = safe(scene.name(item.owner))
        yield f"{box} {item.n}. {safe(clean(item.text))} ({owner}, {item.due}) [#{item.seq}]"
    if not scene.incident.actions:
        yield "None yet" if scene.incident.postmortem.published is None else "None"


def _review(scene: Scene) -> Iterator[str]:
    reviews = scene.incident.postmortem.reviews
    for review in reviews:
        said = f": {safe(clean(review.comment, LONGEST_LINE))}" if review.comment else ""
        yield f"{safe(scene.name(review.by))}, {moment(review.at, scene)}{said}"
    if not reviews:
        over = scene.incident.postmortem.published is not None
        yield "It was published without a review" if over else "Not reviewed yet"


def _thanks(scene: Scene) -> str:
    names = joined(safe(scene.name(person)) for person in involved(scene.incident))
    return f"To {names}." if names else "To everyone who helped."
