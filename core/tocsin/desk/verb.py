"""One verb: how it is typed, what it is for, what understands it, and when it only asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tocsin.chat import Words
from tocsin.desk.argument_shape import NOTHING, ArgumentShape
from tocsin.desk.grammar import CommandLine, split_first_word, split_option
from tocsin.desk.normalize import normalized
from tocsin.desk.options import AS_IT_IS, Shape
from tocsin.desk.request import Request
from tocsin.domain.command import Command
from tocsin.domain.declare import Declare
from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster
from tocsin.errors import InvalidValue
from tocsin.store.contract import ReadTx
from tocsin.wording.reply_context import ReplyContext
from tocsin.wording.sentence_context import SentenceContext

if TYPE_CHECKING:
    from tocsin.chat.forms import Form
    from tocsin.desk.completion_candidates import Candidates
    from tocsin.desk.form_fields import FormContext

LOOK: Final = "Look"
SHOW: Final = "show"
Reads = Callable[[str], bool]
Preview = Callable[[ReplyContext, Roster, Command], str]
"""What is shown before a command is done that cannot be taken back; "" = it is done at once."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An incident to be opened. `team` "" = not named; `make(number, policy_hash)`."""

    make: Callable[[int, str], Declare]
    team: str = ""
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class ViewContext:
    """Arguments of a view: transaction, incident, what was typed, and how to word it."""

    tx: ReadTx
    incident: Incident
    request: Request
    sentence_context: SentenceContext


View = Callable[[ViewContext], Words]


def never(rest: str) -> bool:
    """Return False: the verb changes something, whatever stands behind it."""
    return False


def always(rest: str) -> bool:
    """Return True: the verb changes nothing, whatever stands behind it."""
    return True


def when_bare(rest: str) -> bool:
    """Nothing is changed when nothing stands behind it."""
    return not normalized(rest).strip()


def when_bare_or_show(rest: str) -> bool:
    """Nothing is changed when nothing stands behind it, or `show` first."""
    return when_bare(rest) or split_first_word(rest)[0].lower() == SHOW


def unless(word: str) -> Reads:
    """Nothing is changed but when this word stands behind it first."""
    return lambda rest: split_first_word(rest)[0].lower() != word


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb. At most one of `opens`, `does`, `views` is there; none where it needs no incident.

    All that the desk knows of a verb stands in its row: help, completion, the commands with options
    and the forms are made from it.

    Args:
        usage: The verb and its arguments, without the prefix; `{prefix}` where it stands again.
        help: One line.
        group: Under which heading help lists it.
        noun: The word before it; "" = it is typed without one.
        opens: Understands a verb that makes an incident.
        does: Understands a verb that changes one.
        views: Shows something; beside `does`, what is shown when nothing is typed behind it.
        reads: Whether a line only asks, judged by what stands behind the verb.
        preview: What is shown first and done after a yes; None = it is done at once.
        takes: What may stand behind it; tells the id that is meant from one in a text.
        asks: Whether it asks the team's tools, which answer apart from everything else.
        alone: Whether its answer is for who typed it alone, wherever it was typed.
        final: Whether it ends something or speaks to customers: never suggested for another word.
        reasoned: Whether `--reason` behind it is the reason of a manager who does another's part.
        any_incident: Whether an incident may be named, though it is no verb of a single one.
        commands: How it is said with options; the first is the verb itself.
        completes: What may stand at each place behind it; None = as the holes of its options say.
        form: What draws its form for an incident, and `form_name` its name: "" = the verb's.
    """

    usage: str
    help: str
    group: str
    noun: str = "incident"
    opens: Callable[[Request], Opening] | None = None
    does: Callable[[Request], Command] | None = None
    views: View | None = None
    reads: Reads = never
    preview: Preview | None = None
    takes: ArgumentShape = NOTHING
    final: bool = False
    asks: bool = False
    alone: bool = False
    reasoned: bool = False
    any_incident: bool = False
    commands: tuple[Shape, ...] = (AS_IT_IS,)
    completes: tuple[Candidates, ...] | None = None
    form: Callable[[FormContext], Form | None] | None = None
    form_name: str = ""

    @property
    def name(self) -> str:
        """The first word of the usage."""
        return self.usage.split()[0]

    @property
    def of_incident(self) -> bool:
        """Whether it is about one incident that is there."""
        return self.does is not None or self.views is not None

    def typed(self, prefix: str, key: str = "") -> str:
        """The usage of the verb, with the prefix, and its incident where one is named."""
        noun = f"{self.noun} " if self.noun and (key or not self.asks) else ""
        named = f"{key} " if key else ""
        return f"{prefix}{noun}{named}{self.usage.replace('{prefix}', prefix)}"


def changes(
    group: str,
    usage: str,
    help_line: str,
    does: Callable[[Request], Command],
    takes: ArgumentShape = NOTHING,
    *commands: Shape,
    final: bool = False,
    reasoned: bool = False,
    completes: tuple[Candidates, ...] | None = None,
    form: Callable[[FormContext], Form | None] | None = None,
) -> Verb:
    """A verb that changes an incident, and shows nothing of its own."""
    return Verb(
        usage=usage,
        help=help_line,
        group=group,
        does=does,
        takes=takes,
        final=final,
        reasoned=reasoned,
        commands=commands or (AS_IT_IS,),
        completes=completes,
        form=form,
    )


def views(
    usage: str, help_line: str, view: View, takes: ArgumentShape = NOTHING, *commands: Shape
) -> Verb:
    """A verb that only shows something of an incident."""
    return Verb(
        usage=usage,
        help=help_line,
        group=LOOK,
        views=view,
        takes=takes,
        reads=always,
        commands=commands or (AS_IT_IS,),
    )


def asks(
    usage: str, help_line: str, takes: ArgumentShape, reads: Reads = never, *commands: Shape
) -> Verb:
    """A verb that asks the team's tools; it may be typed without the word before it."""
    return Verb(
        usage=usage,
        help=help_line,
        group="Ask",
        takes=takes,
        reads=reads,
        asks=True,
        any_incident=True,
        commands=commands or (AS_IT_IS,),
    )


def tells(
    usage: str,
    help_line: str,
    *commands: Shape,
    completes: tuple[Candidates, ...] | None = None,
) -> Verb:
    """A verb that only tells something, of no incident."""
    return Verb(
        usage=usage,
        help=help_line,
        group=LOOK,
        reads=always,
        commands=commands or (AS_IT_IS,),
        completes=completes,
    )


def split_reason(line: CommandLine, verb: Verb) -> tuple[CommandLine, str]:
    """The line without the reason of a manager who does somebody else's part, and that reason."""
    if not verb.reasoned:
        return line, ""
    rest, why = split_option(line.rest, "reason")
    if why == "":
        raise InvalidValue("Say why, behind --reason.")
    return (line, "") if why is None else (replace(line, rest=rest), why)
