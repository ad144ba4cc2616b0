"""Parses scenario files: one step a line, with its offset from `start`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from tocsin.desk.normalize import normalized, without_unseen_lead
from tocsin.desk.script_line import ScriptLine, parse_script_line
from tocsin.domain.calendar import parse_duration
from tocsin.errors import InvalidValue, TocsinError
from tocsin.wording.clean import clean

FaultState = Literal["down", "timeout", "429", "up"]
DEFAULT_END = timedelta(hours=80)
YEARS = range(1970, 2201)
_ON_PLATFORM = re.compile(r"(@[\w.-]+)/([\w.-]+)(.*)", re.DOTALL)
_ACTED = {
    "pressed": "write `pressed @name #room: <label or line>`",
    "reacted": "write `reacted @name #room: <emoji> <some words of the message>`",
    "submitted": "write `submitted @name #room: <form> <field>=<value> | <field>=<value>`",
}


class ScenarioError(TocsinError):
    """A scenario line that cannot be understood; the sentence names file and line."""


Manner = Literal["said", "pressed", "submitted", "reacted"]


@dataclass(frozen=True, kw_only=True)
class Say:
    """Somebody says a line, or does what says one.

    Args:
        platform: Where; "" = on the first of the deployment's chats.
        how: What `speech.text` is: a line; the label of a button, or its line; the name of a form
            with what is filled in; an emoji with some words of the message it is put under.
    """

    speech: ScriptLine
    platform: str = ""
    how: Manner = "said"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Monitoring posts the raw body of a file.

    `source` "" = the team's first alerts section. `file` is meant from the scenario's folder and
    may lead out of it: who can run a scenario can read the file too, and of what stands in it
    nothing is repeated but the place of a fault.
    """

    source: str
    file: str


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A tool posts the raw body of a file to a section. `target` is `<kind>.<name>`."""

    target: str
    file: str


@dataclass(frozen=True, kw_only=True)
class ScenarioFault:
    """A provider or chat platform changes its health. `target` is `<kind>.<name>`."""

    target: str
    state: FaultState


@dataclass(frozen=True, kw_only=True)
class Restart:
    """Tocsin is killed, stays down, and boots again on the same store."""

    down: timedelta


ScenarioAction = Say | Alert | Hook | ScenarioFault | Restart


@dataclass(frozen=True, kw_only=True)
class ScenarioStep:
    """One line: its offset from the start, what happens, and where it stands."""

    offset: timedelta
    action: ScenarioAction
    line: int


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A whole file; steps in time order, ties in file order."""

    name: str
    start: datetime
    steps: tuple[ScenarioStep, ...]
    end: timedelta


def parse(text: str, name: str) -> Scenario:
    """Read a scenario.

    Raises:
        ScenarioError: `file:line: what is wrong; how it is written`.
    """
    start: datetime | None = None
    end = DEFAULT_END
    steps: list[ScenarioStep] = []
    for number, raw in enumerate(text.split("\n"), start=1):  # as editors and compilers count
        line = without_unseen_lead(raw.strip())
        if not line or line.startswith("#"):
            continue
        try:
            word, rest = _first_word(line)
            if word == "start" and start is None:
                start = _moment(rest)
            elif start is None:
                raise InvalidValue("the first line is `start <time>`, e.g. 2026-12-24T03:00:00Z")
            elif word == "until":
                end = _offset(rest.strip())
            else:
                steps.append(
                    ScenarioStep(offset=_offset(word), action=_action(rest.strip()), line=number)
                )
        except InvalidValue as error:
            raise ScenarioError(f"{name}:{number}: {clean(str(error))}") from None
    if start is None:
        raise ScenarioError(f"{name}:1: there is no `start <time>` line")
    ordered = tuple(sorted(steps, key=lambda step: (step.offset, step.line)))
    return Scenario(name=name, start=start, steps=ordered, end=end)


def _first_word(line: str) -> tuple[str, str]:
    word, *rest = line.split(maxsplit=1)
    return normalized(word), "".join(rest)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        raise InvalidValue(f"{text.strip()!r} is no RFC 3339 time") from None
    if moment.tzinfo is None:
        raise InvalidValue("the start needs an offset, e.g. 2026-12-24T03:00:00+01:00")
    if moment.year not in YEARS:
        raise InvalidValue("the start lies between 1970 and 2200")
    return moment


def _offset(word: str) -> timedelta:
    if not word.startswith("+"):
        raise InvalidValue(f"{word!r} is no offset; write +12m, +1h05m or +90s")
    return parse_duration(word[1:])


def _say(rest: str, how: Manner = "said") -> ScenarioAction:
    who, colon, words = rest.partition(":")
    found = _ON_PLATFORM.match(normalized(who))
    speech = parse_script_line(f"{found[1]}{found[3]}{colon}{words}" if found else rest)
    if not speech.speaker or not speech.text:
        raise InvalidValue("write `@name: text`, `@name #room: text` or `@name/platform: text`")
    return Say(speech=speech, platform=found[2] if found else "", how=how)


def _acted(rest: str) -> ScenarioAction:
    word, words = _first_word(rest)
    how: Manner = "pressed" if word == "pressed" else "reacted"
    if not normalized(words[:1]).startswith("@"):
        raise InvalidValue(_ACTED[how])
    return _say(words, how)


def _submitted(rest: str) -> ScenarioAction:
    _, words = _first_word(rest)
    if not normalized(words[:1]).startswith("@"):
        raise InvalidValue(_ACTED["submitted"])
    action = _say(words, "submitted")
    assert isinstance(action, Say)
    filled_in(action.speech.text)
    return action


def filled_in(text: str) -> tuple[str, dict[str, str]]:
    """The form of `update status=… | impact=…`, and what is filled in.

    Raises:
        InvalidValue: It is not written so.
    """
    form, *rest = text.split(maxsplit=1)
    pairs = [pair.partition("=") for pair in "".join(rest).split("|") if pair.strip()]
    if any(not sign or not name.strip() for name, sign, _ in pairs):
        raise InvalidValue(_ACTED["submitted"])
    return form, {name.strip(): value.strip() for name, _, value in pairs}


def _alert(rest: str) -> ScenarioAction:
    words = rest.split()[1:]
    if len(words) not in (1, 2):
        raise InvalidValue("write `alert [source] <file>`")
    return Alert(source=words[0] if len(words) == 2 else "", file=words[-1])


def _hook(rest: str) -> ScenarioAction:
    words = rest.split()[1:]
    if len(words) != 2 or "." not in words[0]:
        raise InvalidValue("write `hook <kind>.<name> <file>`")
    return Hook(target=words[0], file=words[1])


def _fault(rest: str) -> ScenarioAction:
    words = rest.split()[1:]
    states: tuple[FaultState, ...] = get_args(FaultState)
    state = next((candidate for candidate in states if words and candidate == words[-1]), None)
    if len(words) != 2 or state is None or "." not in words[0]:
        raise InvalidValue("write `fault <kind>.<name> down|timeout|429|up`")
    return ScenarioFault(target=words[0], state=state)


def _restart(rest: str) -> ScenarioAction:
    words = rest.split()[1:]
    if not words:
        return Restart(down=timedelta())
    if len(words) != 2 or words[0] != "down":
        raise InvalidValue("write `restart` or `restart down 2h`")
    return Restart(down=parse_duration(words[1]))


_ACTIONS: dict[str, Callable[[str], ScenarioAction]] = {
    "pressed": _acted,
    "reacted": _acted,
    "submitted": _submitted,
    "alert": _alert,
    "hook": _hook,
    "fault": _fault,
    "restart": _restart,
}


def _action(rest: str) -> ScenarioAction:
    if normalized(rest[:2]).startswith("@"):
        return _say(rest)
    word, _ = _first_word(rest) if rest else ("", "")
    if word not in _ACTIONS:
        raise InvalidValue(
            f"{word!r} is no step; steps are `@name: text`, pressed, submitted, reacted, alert, "
            "hook, fault, restart, until"
        )
    return _ACTIONS[word](rest)


@dataclass(frozen=True, kw_only=True)
class BootAgain:
    """The restart after a time down."""


Happening = ScenarioAction | BootAgain


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A step and its offset from the start."""

    offset: timedelta
    action: Happening


def timetable(steps: Sequence[ScenarioStep]) -> tuple[Scheduled, ...]:
    """Return everything in time order.

    While Tocsin is down, chats and senders keep what is said to it; it hears it, in file order,
    when it is back. The health of the others changes all the same.
    """
    return tuple(sorted(_moments(steps), key=lambda moment: moment.offset))


def _moments(steps: Sequence[ScenarioStep]) -> Iterator[Scheduled]:
    up = timedelta()
    for step in steps:
        action = step.action
        heard = step.offset if isinstance(action, ScenarioFault) else max(step.offset, up)
        yield Scheduled(offset=heard, action=action)
        if isinstance(action, Restart) and action.down:
            up = heard + action.down
            yield Scheduled(offset=up, action=BootAgain())
