"""Views of one incident that change nothing: `show`, `next`, `why`, `timeline`, `export`."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Words
from tocsin.desk.argument_shape import ONE_WORD
from tocsin.desk.normalize import normalized
from tocsin.desk.options import choice_of, known, shape
from tocsin.desk.request import meant, stripped_text
from tocsin.desk.verb import Verb, ViewContext, views
from tocsin.domain.obligations import obligations
from tocsin.domain.quoting import quoted
from tocsin.wording import catchup as catchup_words
from tocsin.wording import show as wording
from tocsin.wording.clean import clean
from tocsin.wording.names import names_of
from tocsin.wording.timeline import is_told, short

FORMATS: Final = ("md", "json", "html")


def show(context: ViewContext) -> str:
    """The card as text: state, people, the last update, what is owed next."""
    return wording.show_text(context.sentence_context)


def next_due(context: ViewContext) -> Words:
    """The obligations, the earliest first."""
    return wording.next_text(context.sentence_context)


def why(context: ViewContext) -> Words:
    """The rule behind one obligation.

    Raises:
        InvalidValue: None was named, or it is not owed.
    """
    names = [duty.name for duty in obligations(context.incident)]
    said = context.request.text("Say which obligation; `next` lists them.")
    name = normalized(said).strip().lower()
    if name not in names:
        listed = ", ".join(names) or "nothing"
        near = meant(name, names)
        raise context.request.wrong(
            f"Nothing called {quoted(clean(name))} is owed.{near} Owed: {listed}."
        )
    return wording.why_text(name, context.sentence_context)


def timeline(context: ViewContext) -> Words:
    """The last lines of the history; all of it is in the export."""
    names, zone = names_of(context.sentence_context.people), context.incident.timezone
    kept = (row.event for row in context.tx.events(context.incident.id))
    told = (event for event in kept if event is not None and is_told(event))
    stamped = short(told, names, zone, context.sentence_context.now)
    return wording.timeline_text(stamped, context.incident.key)


def policy(context: ViewContext) -> str:
    """The process this incident was declared with."""
    return wording.policy_text(context.incident.policy)


def export(context: ViewContext) -> Words:
    """The command that exports everything, and how many events that is.

    Raises:
        InvalidValue: A format that does not exist.
    """
    said = stripped_text(context.request.rest)
    kind = context.request.choose(said, FORMATS, "format") if said else FORMATS[0]
    return wording.export_text(context.incident, kind)


def catchup(context: ViewContext) -> Words:
    """Where it stands, the last updates and decisions, what is open and what is owed."""
    kept = (row.event for row in context.tx.events(context.incident.id))
    return catchup_words.catchup_text(
        context.sentence_context, tuple(event for event in kept if event is not None)
    )


ROWS: Final[tuple[Verb, ...]] = (
    views("show", "the state, who does what, what is owed", show),
    views("next", "what is owed, by whom, by when; of no incident, what you owe", next_due),
    views(
        "why <obligation>",
        "the rule behind something owed",
        why,
        ONE_WORD,
        shape("{what:word}", known("what", "What is owed", required=True)),
    ),
    views("timeline", "what happened so far", timeline),
    views("catchup", "where it stands, for somebody who joins", catchup),
    views("policy", "the process of this incident", policy),
    views(
        "export [md|json|html]",
        "how to get all of it as a file",
        export,
        ONE_WORD,
        shape("{format:word}", choice_of("format", "As what", FORMATS)),
    ),
)
