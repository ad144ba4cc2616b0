"""The post-mortem in chat: how far it got, the document cut to one message, one section whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.chat import Code, Words
from tocsin.domain.action_items import open_actions
from tocsin.domain.incident_parts import ActionItem
from tocsin.domain.obligations import owed
from tocsin.domain.plurals import plural
from tocsin.domain.postmortem import NEVER, SECTIONS, WHOLE, required
from tocsin.domain.postmortem.record import Kept, points
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say
from tocsin.wording.obligations import command_text, due_text, label
from tocsin.wording.postmortem.document import headings, parts
from tocsin.wording.postmortem.progress import how_to_write, state
from tocsin.wording.sentence_context import SentenceContext
from tocsin.wording.truncation import CHARACTERS, LINES, fits, in_parts, shortened

ROW: Final = 200
MOST: Final = 40
_CLOCKS: Final = (
    "postmortem-draft",
    "postmortem-review",
    "postmortem-publish",
    "public-postmortem",
)
_ESCAPED: Final = re.compile(r"\\([\\`*\[\]<>])")


def shown_sections() -> tuple[str, ...]:
    """The parts of the document that can be asked for, in its order."""
    return tuple(headings())


def overview(context: SentenceContext, kept: Kept) -> Words:
    """The overview of a post-mortem: progress, due times, section lengths, what to type."""
    if context.incident.status in NEVER:
        return _none(context)
    need = "required" if required(context.incident) else "not required"
    return lines(
        f"Post-mortem of {context.incident.key}: {state(context)} ({need}).",
        *(_clock(name, context) for name in _CLOCKS),
        *(f"- {name}: {much}" for name, much in _how_much(context, kept)),
        say("Read: ", _show(context), "; one section: ", _show(context, "summary")),
        how_to_write(context),
    )


def document_text(context: SentenceContext, kept: Kept) -> Words:
    """The document as it reads now, its longest sections cut so that all of it fits one message."""
    if context.incident.status in NEVER:
        return _none(context)
    found = _filled(context, kept)
    texts = (_document(context, found, most) for most in range(MOST, 0, -1))
    return next(text for text in texts if fits(text))


def section_text(context: SentenceContext, kept: Kept, section: str, part: int = 1) -> Words:
    """One section whole, in as many parts as it needs; of a part that is none, the last."""
    if context.incident.status in NEVER:
        return _none(context)
    rows = _rows(parts(context, kept)[section])
    found = in_parts(rows, lines=LINES - 3, characters=CHARACTERS - 500) or ("",)
    n = min(max(part, 1), len(found))
    of = f" (part {n} of {len(found)})" if len(found) > 1 else ""
    write = say("Write: ", context.anywhere(f"postmortem {section} <text>"))
    return lines(
        f"{headings()[section]}, post-mortem of {context.incident.key}{of}:",
        found[n - 1],
        write if section in SECTIONS and n == len(found) else "",
        say("More: ", _show(context, f"{section} {n + 1}")) if n < len(found) else "",
    )


def _none(context: SentenceContext) -> str:
    return f"{context.incident.key} is {context.incident.status}; it has no post-mortem."


def _show(context: SentenceContext, section: str = "") -> Code:
    return context.anywhere(f"postmortem show {section}".rstrip())


def _clock(name: str, context: SentenceContext) -> Words:
    obligation = owed(context.incident, name)
    if obligation is None:
        return ""
    type_it = context.anywhere(command_text(name, context.incident))
    return say(say(f"{label(name)} ", due_text(name, obligation.due, context), ": "), type_it)


def _how_much(context: SentenceContext, kept: Kept) -> Iterator[tuple[str, str]]:
    """(section, how much stands there) in the order of the document."""
    incident = context.incident
    record = points(incident, kept)
    own = incident.postmortem.sections
    told = len(_rows(parts(context, kept)["timeline"]))
    waiting = len(open_actions(incident))
    counted: dict[str, str] = {
        "timeline": _many(told, "line"),
        "actions": _many(len(incident.actions), "item") + (f", {waiting} open" if waiting else ""),
        "review": _many(len(incident.postmortem.reviews), "review"),
        "thanks": "from the record",
        **{
            section: _written(len(record[section]), own.get(section, ""), section in WHOLE)
            for section in SECTIONS
        },
    }
    return ((name, counted[name]) for name in headings())


def _many(count: int, word: str) -> str:
    return plural(count, word) if count else "nothing yet"


def _written(recorded: int, own: str, whole: bool) -> str:
    """People's words take the place of the record's in a section that is told once."""
    said = f"{_many(len(own.splitlines()), 'line')} written" if own else ""
    record = f"{recorded} from the record" if recorded and not (own and whole) else ""
    return ", ".join(part for part in (record, said) if part) or "nothing yet"


def _filled(context: SentenceContext, kept: Kept) -> Mapping[str, tuple[str, ...]]:
    """The rows of each section that has something to read; an empty one for the others."""
    empty = {name for name, much in _how_much(context, kept) if much == "nothing yet"}
    texts = parts(context, kept)
    return {name: () if name in empty else _rows(texts[name]) for name in headings()}


def _rows(text: str) -> tuple[str, ...]:
    """The lines that say something, without the marks that keep words from being Markdown."""
    return tuple(_ESCAPED.sub(r"\1", row) for row in text.splitlines() if row.strip())


def _document(context: SentenceContext, found: Mapping[str, tuple[str, ...]], most: int) -> Words:
    """The document with at most so many rows a section."""
    facts = f"{context.severity} · {state(context)}"
    return lines(
        f"Post-mortem of {context.incident.key}: {context.title}",
        shortened(facts, ROW),
        *(row for name, rows in found.items() for row in _section(name, rows, most)),
        _empty(found),
        _what_is_cut(context, found, most),
    )


def _section(name: str, rows: tuple[str, ...], most: int) -> tuple[str, ...]:
    """The heading and the first rows; of the timeline its beginning and its end."""
    if not rows:
        return ()
    shown = rows[:most]
    if name == "timeline" and most < len(rows):
        shown = (*rows[: most - most // 2], *rows[len(rows) - most // 2 :])
    return (f"## {headings()[name]}", *(shortened(row, ROW) for row in shown))


def _empty(found: Mapping[str, tuple[str, ...]]) -> str:
    names = [name for name, rows in found.items() if not rows]
    return f"Nothing yet: {', '.join(names)}." if names else ""


def _what_is_cut(
    context: SentenceContext, found: Mapping[str, tuple[str, ...]], most: int
) -> Words:
    """Which sections are longer than what is shown of them, and how to see them whole."""
    left = {name: len(rows) - most for name, rows in found.items() if len(rows) > most}
    long = {name for name, rows in found.items() if any(len(row) > ROW for row in rows)}
    said = [
        f"{name} ({_many(left[name], 'line')} left out)" if name in left else f"{name} (long lines)"
        for name in found
        if name in left or name in long
    ]
    if not said:
        return ""
    first = next(name for name in found if name in left or name in long)
    return say(f"Cut to fit: {', '.join(said)}. A section whole: ", _show(context, first))


def actions_text(context: SentenceContext) -> Words:
    """Action items, the open ones first, the earliest due first."""
    items = context.incident.actions.values()
    if not items:
        how = context.anywhere("action add <text> @who <due>")
        return say(f"{context.incident.key} has no action items. To add one: ", how)
    done = tuple(item for item in items if item.done)
    return lines(
        *(_item(item, context) for item in (*open_actions(context.incident), *done)),
        say("Done: ", context.anywhere("action done <n>")),
    )


def _item(item: ActionItem, context: SentenceContext) -> str:
    box = "[x]" if item.done else "[ ]"
    return f"{box} {item.n} {clean(item.text)} ({context.name(item.owner)}, {item.due})"
