"""The text around a preview that waits for `yes`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tocsin.chat import Code, Text
from tocsin.wording.composing import say
from tocsin.wording.sentence_context import SentenceContext

CHANGED: Final = "What would go out has changed since you saw it. It is now:"


def waits_for_a_yes(context: SentenceContext, until: datetime) -> Text:
    """The line under a preview: how to send it, and how to drop it."""
    return say(
        "Nothing has gone out yet. To send exactly this, until ",
        context.moment(until),
        ": ",
        context.anywhere("yes"),
        ". To drop it: ",
        context.anywhere("no"),
    )


def dropped(again: str) -> Text:
    """After a no; `again` is the line that shows it once more."""
    return say("Dropped, nothing went out: ", Code(again))


def too_late(again: str) -> Text:
    """After a yes that came late; `again` is the line that shows it as it is now."""
    late = "That was shown more than five minutes ago; nothing went out. To see it as it is now: "
    return say(late, Code(again))
