"""The immediate actions: stop the bleeding; of a breach, keep the evidence and limit access."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.flags import BREACH
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.sentence_context import SentenceContext

FIRST_LOOK: Final = (
    "Stop the bleeding first. Look at: 1 health dashboards, 2 recent changes, "
    "3 dependencies, 4 logs and errors."
)
_SHORT: Final = (
    "Stop the bleeding first: check health dashboards, recent changes, dependencies, logs."
)
_SHORT_BREACH: Final = "Suspected breach: keep the evidence, limit access, change keys."
_STRATEGIES: Final = (
    "Then propose one of rollback (bad deploy), scale-up (capacity), disable (a feature), failover "
    "(to the backup), circuit-break (a failing dependency):"
)
LONGEST: Final = 200


def is_breach(context: SentenceContext) -> bool:
    """Whether somebody may be where they should not be: an attack by load is none."""
    return bool(context.incident.flags & BREACH)


def actions(context: SentenceContext, places: Words) -> tuple[Words, ...]:
    """The first steps to take and how a change is made, in five lines at most.

    Args:
        places: Where to look, one line, "" where the team file names none.
    """
    if is_breach(context):
        return (
            *breach(context, lines=3 if places else 4),
            *_some(places),
            _propose_breach(context),
        )
    how = say(f"{_STRATEGIES} ", context.here("mitigate <strategy> <what>"))
    return (*_some(places), say(how, "; the IC approves before it is made."))


def short(context: SentenceContext) -> str:
    """The same in one line, for who has read it before."""
    return _SHORT_BREACH if is_breach(context) else _SHORT


def breach(context: SentenceContext, *, lines: int) -> tuple[Words, ...]:
    """The team's actions for a breach, numbered; what does not fit shares the last line."""
    said = context.incident.policy.breach_actions
    rows = [f"{n} {clean(text, LONGEST)}" for n, text in enumerate(said, start=1)]
    first, rest = rows[: lines - 1], rows[lines - 1 :]
    return (*first, *_some(" · ".join(rest)))


def flagged(context: SentenceContext, flag: str) -> tuple[Words, ...]:
    """The lines that follow the first breach flag in a room that was told something else before."""
    others = (context.incident.flags - {flag}) & BREACH
    if flag not in BREACH or others or not context.incident.rooms:
        return ()
    return (*breach(context, lines=4), _propose_breach(context))


def _propose_breach(context: SentenceContext) -> Text:
    return say(
        "Propose: ",
        context.here("mitigate disable <accounts, keys, a way in>"),
        "; the IC approves before it is made.",
    )


def _some(line: Words) -> tuple[Words, ...]:
    return (line,) if line else ()
