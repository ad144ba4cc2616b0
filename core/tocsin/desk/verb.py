"""One verb: how it is typed, what it is for, what understands it, and when it only asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tocsin.desk.ask import Ask
from tocsin.desk.asking import Shows
from tocsin.desk.declare import Opening
from tocsin.desk.grammar import cut
from tocsin.desk.plain import plain
from tocsin.desk.show import View
from tocsin.desk.takes import NOTHING, Takes
from tocsin.domain.command import Base

LOOK: Final = "Look"
Reads = Callable[[str], bool]


def never(rest: str) -> bool:
    """Whatever stands behind it, something is changed."""
    return False


def always(rest: str) -> bool:
    """Whatever stands behind it, nothing is changed."""
    return True


def when_bare(rest: str) -> bool:
    """Nothing is changed when nothing stands behind it."""
    return not plain(rest).strip()


def when_bare_or(word: str) -> Reads:
    """Nothing is changed when nothing stands behind it, or this word first."""
    return lambda rest: when_bare(rest) or cut(rest)[0].lower() == word


def unless(word: str) -> Reads:
    """Nothing is changed but when this word stands behind it first."""
    return lambda rest: cut(rest)[0].lower() != word


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb. Exactly one of `opens`, `does`, `views` is there; none for `list`, `help`, `yes`.

    Args:
        usage: The verb and its arguments, without the prefix.
        help: One line.
        group: Under which heading help lists it.
        opens: Understands a verb that makes an incident.
        does: Understands a verb that changes one.
        views: Shows something; beside `does`, what is shown when nothing is typed behind it.
        reads: Whether a line only asks, judged by what stands behind the verb.
        shows: What is shown first and done after a yes; "" = it is done at once.
        takes: What may stand behind it; tells the id that is meant from one in a text.
        asks: Whether it asks the team's tools, which answer apart from everything else.
        alone: Whether its answer is for who typed it alone, wherever it was typed.
        final: Whether it ends something or speaks to customers: never suggested for another word.
    """

    usage: str
    help: str
    group: str
    opens: Callable[[Ask], Opening] | None = None
    does: Callable[[Ask], Base] | None = None
    views: View | None = None
    reads: Reads = never
    shows: Shows | None = None
    takes: Takes = NOTHING
    final: bool = False
    asks: bool = False
    alone: bool = False

    @property
    def name(self) -> str:
        """The first word of the usage."""
        return self.usage.split()[0]

    @property
    def of_incident(self) -> bool:
        """Whether it is about one incident that is there."""
        return self.does is not None or self.views is not None


def changes(
    group: str,
    usage: str,
    help_line: str,
    does: Callable[[Ask], Base],
    takes: Takes = NOTHING,
    *,
    final: bool = False,
) -> Verb:
    """A verb that changes an incident, and shows nothing of its own."""
    return Verb(usage=usage, help=help_line, group=group, does=does, takes=takes, final=final)


def shows(usage: str, help_line: str, views: View, takes: Takes = NOTHING) -> Verb:
    """A verb that only shows something of an incident."""
    return Verb(usage=usage, help=help_line, group=LOOK, views=views, takes=takes, reads=always)


def asks(usage: str, help_line: str, takes: Takes, reads: Reads = never) -> Verb:
    """A verb that asks the team's tools; it may be typed without the word before it."""
    return Verb(usage=usage, help=help_line, group="Ask", takes=takes, reads=reads, asks=True)


def tells(usage: str, help_line: str) -> Verb:
    """A verb that only tells something, of no incident."""
    return Verb(usage=usage, help=help_line, group=LOOK, reads=always)
