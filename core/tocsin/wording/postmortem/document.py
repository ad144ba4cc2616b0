"""The post-mortem as a document: what the record says and what people wrote, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import groupby
from typing import Final

from tocsin.domain.calendar import local_text
from tocsin.domain.event import Event
from tocsin.domain.incident_parts import SectionKey
from tocsin.domain.postmortem import SECTIONS, WHOLE
from tocsin.domain.postmortem.record import Kept, Point, points
from tocsin.domain.titles import display_title, is_hidden
from tocsin.wording import timeline
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, with_drill_mark
from tocsin.wording.names import names_of
from tocsin.wording.postmortem.points import cited, text
from tocsin.wording.postmortem.progress import moment, state
from tocsin.wording.resolution import involved
from tocsin.wording.sentence_context import SentenceContext

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


def document(context: SentenceContext, kept: Kept, *, rows: int = MOST_ROWS) -> str:
    """The whole post-mortem as Markdown.

    Args:
        context: The incident as it is now, the people, the moment.
        kept: Its events with their sequence numbers, oldest first.
        rows: How many lines of the timeline are shown at most.
    """
    found = parts(context, kept, rows=rows)
    return _SLOT.sub(lambda slot: found.get(slot[1], ""), template())


def published(context: SentenceContext, kept: Kept) -> str:
    """The document for places that keep post-mortems; a private one's says where to read it."""
    if not is_hidden(context.incident, "archive"):
        return document(context, kept)
    title = display_title(context.incident, "archive")
    read = context.anywhere("postmortem show").as_plain()
    day = moment(context.incident.declared, context)
    return (
        f"# {title[:1].upper()}{title[1:]}\n\n{context.severity} · {day}\n\n"
        f"Its post-mortem is kept in Tocsin; those who are in it read it with {read}.\n"
    )


def headings() -> Mapping[str, str]:
    """The parts of the document under a heading, in order: `went-well` -> `What went well`."""
    return {slot: title for title, slot in _HEADED.findall(template())}


def parts(context: SentenceContext, kept: Kept, *, rows: int = MOST_ROWS) -> Mapping[str, str]:
    """The Markdown for each slot of the template."""
    found = points(context.incident, kept)
    return {
        "title": safe(with_drill_mark(context.title, context.incident)),
        "facts": _facts(context),
        "timeline": _lines(_timeline(context, kept, rows)),
        "actions": _lines(_actions(context)),
        "review": _lines(_review(context)),
        "thanks": _thanks(context),
        **{section: _section(section, found[section], context) for section in SECTIONS},
    }


def safe(text: str) -> str:
    """One line of ours with words of others in it: nothing in it is markup any more."""
    return _MARKS.sub(r"\\\1", text)


def written(section: SectionKey, text: str) -> str:
    """The Markdown that people wrote, without tags and without mentions of a whole room."""
    rows = [_own_line(line) for line in text.splitlines()]
    if section in WHOLE:
        return "\n".join(rows)
    return "\n".join(row if _ITEM.match(row) or not row else f"- {row}" for row in rows)


def _own_line(line: str) -> str:
    indent = min(len(line) - len(line.lstrip(" ")), 12)
    return _TAG.sub(r"\\<", " " * indent + clean(line, LONGEST_LINE)).rstrip()


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _section(section: SectionKey, generated: tuple[Point, ...], context: SentenceContext) -> str:
    """People's words take the place of the record's, or follow what it lists."""
    own = written(section, context.incident.postmortem.sections.get(section, ""))
    if own and section in WHOLE:
        return own
    stated = ((safe(text(point, context)), cited(point.cites)) for point in generated)
    listed = _lines(f"{sentence} {cites}" for sentence, cites in stated)
    both = "\n".join(part for part in (listed, own) if part)
    return both or _nothing(section, context)


def _nothing(section: SectionKey, context: SentenceContext) -> str:
    if context.incident.postmortem.published is not None:
        return "Nothing was written here."
    how = context.anywhere(f"postmortem {section} <text>").as_plain()
    return f"Nothing is written here yet: {how}"


def _facts(context: SentenceContext) -> str:
    incident = context.incident
    day = moment(incident.declared, context)
    own = (safe(clean(incident.service, 60)), *sorted(incident.flags))
    return " · ".join(
        (incident.key, context.severity, *(part for part in own if part), day, safe(state(context)))
    )


def _timeline(context: SentenceContext, kept: Kept, most: int) -> Iterator[str]:
    told = [
        (seq, event)
        for seq, event in kept
        if timeline.is_told(event) and event.type not in _CLERICAL
    ]
    found = [row for _, alike in groupby(told, _alike) for row in _few(tuple(alike), context)]
    if len(found) <= most:
        return iter(found)
    left = len(found) - most
    middle = f"… {left} lines are left out here; the export has them all"
    return iter((*found[: most // 2], middle, *found[len(found) - (most - most // 2) :]))


def _alike(row: tuple[int, Event]) -> tuple[object, str]:
    return row[1].at, row[1].type


def _few(alike: Kept, context: SentenceContext) -> Iterator[str]:
    """Hundreds of alerts that fire together stay four lines."""
    names, zone = names_of(context.people), context.incident.timezone
    for seq, event in alike[:ALIKE]:
        at = local_text(event.at, zone, now=context.incident.declared)
        yield f"{at} {safe(timeline.text(event, names, zone))} {cited((seq,))}"
    rest = tuple(seq for seq, _ in alike[ALIKE:])
    if rest:
        yield f"and {len(rest)} more like this {cited(tuple(dict.fromkeys((rest[0], rest[-1]))))}"


def _actions(context: SentenceContext) -> Iterator[str]:
    for item in context.incident.actions.values():
        box = "[x]" if item.done else "[ ]"
        owner = safe(context.name(item.owner))
        yield f"{box} {item.n}. {safe(clean(item.text))} ({owner}, {item.due}) [#{item.seq}]"
    if not context.incident.actions:
        yield "None yet" if context.incident.postmortem.published is None else "None"


def _review(context: SentenceContext) -> Iterator[str]:
    reviews = context.incident.postmortem.reviews
    for review in reviews:
        said = f": {safe(clean(review.comment, LONGEST_LINE))}" if review.comment else ""
        yield f"{safe(context.name(review.by))}, {moment(review.at, context)}{said}"
    if not reviews:
        over = context.incident.postmortem.published is not None
        yield "It was published without a review" if over else "Not reviewed yet"


def _thanks(context: SentenceContext) -> str:
    names = comma_list(safe(context.name(person)) for person in involved(context.incident))
    return f"To {names}." if names else "To everyone who helped."
