"""Declaring and reporting: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.chat.forms import MOST_CHOICES, Field, Form
from tocsin.config.values import Team
from tocsin.desk.form_fields import choice, choice_or_line, yes_no
from tocsin.desk.grammar import Word, joined, key_number, option, without_option, words
from tocsin.desk.message_context import ReadContext
from tocsin.desk.normalize import normalized
from tocsin.desk.options import TEAM, choice_of, free, need, shape
from tocsin.desk.request import Request, meant
from tocsin.desk.severity import SEVERITY, severity_field, severity_of, severity_of_two
from tocsin.desk.verb import Opening, Verb
from tocsin.domain.declare import Declare, Report
from tocsin.domain.severity import Severity
from tocsin.wording.clean import clean

LONGEST_TITLE: Final = 120
Behind = Literal["nothing", "word", "people"]
OPTIONS: Final[Mapping[str, Behind]] = {
    "team": "word",
    "service": "word",
    "security": "nothing",
    "customer-impact": "nothing",
    "private": "nothing",
    "drill": "people",
}


@dataclass(kw_only=True)
class _Reading:
    """Lives only while one line is read."""

    title: list[Word]
    values: dict[str, str]
    flags: list[str]
    people: list[str]


def declare(request: Request) -> Opening:
    """Parse what stands behind `declare`.

    `<title> [severity] [options]`; the severity only as first or last word of the title.

    Raises:
        InvalidValue: No title, two severities, or an option that does not exist.
        NotFound: A person named for a drill is in no team file.
    """
    reading = _read(request)
    severity, title = _severity(request, tuple(reading.title))
    text = _title(request, title)
    service = reading.values.get("service", "")

    def make(number: int, policy_hash: str) -> Declare:
        return Declare(
            title=short(text),
            text=text if len(text) > LONGEST_TITLE else "",
            number=number,
            policy_hash=policy_hash,
            severity=severity,
            service=service,
            flags=tuple(dict.fromkeys(reading.flags)),
            pages_only=tuple(dict.fromkeys(reading.people)),
        )

    return Opening(make=make, team=reading.values.get("team", ""), service=service)


def _title(request: Request, title: tuple[Word, ...]) -> str:
    """What is broken, on one line; an id alone says nothing of it."""
    text = " ".join(joined(title).split())
    if not clean(text):
        raise request.wrong("Say what is broken in a few words.")
    alone = len(title) == 1 and not title[0].quoted
    if alone and (number := key_number(title[0].text)) is not None:
        raise request.wrong(f"Say what is broken; to look at INC-{number}: `INC-{number} show`.")
    return text


def report(request: Request) -> Opening:
    """Parse what stands behind `report`.

    `[--private] <text>`; the first line of the text that shows anything is the title.

    Raises:
        InvalidValue: There is no text.
    """
    text, private = without_option(request.rest, "private")
    if not clean(text):
        raise request.wrong("Say what you see.")
    flags = ("private",) if private else ()

    def make(number: int, policy_hash: str) -> Report:
        title = short(next(" ".join(line.split()) for line in text.splitlines() if clean(line)))
        return Report(title=title, text=text, number=number, policy_hash=policy_hash, flags=flags)

    return Opening(make=make)


def short(text: str) -> str:
    """A title of a length that fits a line."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _read(request: Request) -> _Reading:
    reading = _Reading(title=[], values={}, flags=[], people=[])
    waiting = deque(words(request.rest))
    while waiting:
        word = waiting.popleft()
        found = option(word)
        if found is None:
            reading.title.append(word)
        else:
            _take(request, reading, *found, waiting)
    return reading


def _take(
    request: Request, reading: _Reading, name: str, value: str | None, waiting: deque[Word]
) -> None:
    takes = OPTIONS.get(name)
    if takes is None:
        known = ", ".join(f"--{option_name}" for option_name in OPTIONS)
        raise request.wrong(
            f"There is no option --{name}.{meant(name, OPTIONS, lead='--')} {known}."
        )
    if takes == "word":
        said = normalized(value or (waiting.popleft().text if _is_plain(waiting) else "")).strip()
        if not said:
            raise request.wrong(f"--{name} needs a name behind it.")
        reading.values[name] = said
        return
    if not _says_yes(request, name, value):
        return
    reading.flags.append(name)
    while takes == "people" and waiting and normalized(waiting[0].raw).startswith("@"):
        reading.people.append(request.person(waiting.popleft().text))


def _says_yes(request: Request, name: str, value: str | None) -> bool:
    """`--private` and `--private=yes`, or `--private=no`."""
    said = "yes" if value is None else normalized(value).strip().lower()
    if said not in ("yes", "no"):
        raise request.wrong(f"--{name} takes yes or no.")
    return said == "yes"


def _is_plain(waiting: deque[Word]) -> bool:
    return bool(waiting) and option(waiting[0]) is None


def _severity(
    request: Request, title: tuple[Word, ...]
) -> tuple[Severity | None, tuple[Word, ...]]:
    first, begin = _as_severity(title[:2], 0)
    last, left = _as_severity(title[-2:], -1)
    if first and last and first != last:
        raise request.wrong(f"Two severities, {first} and {last}: leave one out.")
    return first or last, title[begin : len(title) - left]


def _as_severity(words: tuple[Word, ...], at: int) -> tuple[Severity | None, int]:
    """The severity one word or both stand for, and how many words that are."""
    if len(words) == 2 and not any(word.quoted for word in words):
        two = severity_of_two(words[0].text, words[1].text)
        if two is not None:
            return two, 2
    one = severity_of(words[at].text) if words and not words[at].quoted else None
    return one, int(one is not None)


LONGEST_REPORT: Final = 1000
_FLAGS: Final = (
    yes_no("customer_impact", "Do customers feel it?"),
    yes_no("security", "Is it about security?"),
    yes_no("private", "Private: seen only by who is in it?"),
    yes_no("drill", "Only a drill?"),
)


def declare_form(message: ReadContext) -> Form:
    """The form of `declare`; team and service stand in it where there is something to choose."""
    team = message.team()
    asked = (*_service_field(message, team), *_team_field(message, team))
    return Form(
        name="declare",
        title="Declare an incident",
        command=(
            'incident declare {severity:word} "{title}" --service="{service}" --team={team:word} '
            f"{_OPTIONS}"
        ),
        fields=(
            Field(
                name="title",
                label="What is broken, in a few words?",
                required=True,
                most=LONGEST_TITLE,
            ),
            severity_field(team.policy),
            *asked,
            *_FLAGS,
        ),
        submit="Declare",
    )


def report_form(_here: ReadContext) -> Form:
    """The form of `report`."""
    return Form(
        name="report",
        title="Report a problem",
        command='incident report "{text:lines}"',
        fields=(
            Field(
                name="text",
                label="What do you see?",
                kind="lines",
                required=True,
                most=LONGEST_REPORT,
            ),
        ),
        submit="Report",
    )


def _service_field(message: ReadContext, team: Team) -> tuple[Field, ...]:
    """With several teams to choose from, the services of all of them."""
    named = dict.fromkeys(
        name for each in (team, *message.teams.values()) for name in each.services
    )
    return (choice_or_line("service", "Service", named, required=False),) if named else ()


def _team_field(message: ReadContext, team: Team) -> tuple[Field, ...]:
    """Of one team there is nothing to choose."""
    if len(message.teams) <= 1:
        return ()
    if len(message.teams) > MOST_CHOICES:
        return (choice_or_line("team", "Team", message.teams, value=team.id),)
    rows = ((known.id, known.name) for known in message.teams.values())
    return (choice("team", "Team", rows, value=team.id),)


_YES_NO: Final = ("yes", "no")
_DECLARED: Final = (
    choice_of("customer_impact", "Do customers feel it?", _YES_NO),
    choice_of("security", "Is it about security?", _YES_NO),
    choice_of("private", "Seen only by who is in it?", _YES_NO),
    choice_of("drill", "Only a drill?", _YES_NO),
)
_OPTIONS: Final = " ".join(
    f"--{flag.name.replace('_', '-')}={{{flag.name}:word}}" for flag in _DECLARED
)
ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="declare <title> [p0|p1|p2|p3] [--team T] [--service S] [--security] "
        "[--customer-impact] [--private] [--drill [@who ...]]",
        help="open an incident",
        group="Open",
        opens=declare,
        commands=(
            shape(
                '{severity:word} "{title}" --service="{service}" --team={team:word} ' + _OPTIONS,
                need("title", "What is broken, in a few words", 120),
                SEVERITY,
                free("service", "Which service"),
                TEAM,
                *_DECLARED,
                form="declare",
            ),
        ),
    ),
    Verb(
        usage="report <text> [--private]",
        help="say what you see; anyone may",
        group="Open",
        opens=report,
        commands=(shape('"{text:lines}"', need("text", "What you see"), form="report"),),
    ),
)
