"""The verbs as commands with options: how each is said, of what is known for every incident.

What changes with the incident is completed while it is typed, or asked by the verb's form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from tocsin.chat.commands import INCIDENT, KEY, Command, Option
from tocsin.desk.drills import DRILLS
from tocsin.desk.escalation import TARGETS
from tocsin.desk.mitigation import STRATEGIES
from tocsin.desk.postmortem import SHOW
from tocsin.desk.status_page import WORDS
from tocsin.desk.triage import ANSWERS
from tocsin.desk.verbs import VERBS
from tocsin.domain.flags import FLAGS
from tocsin.domain.milestones import MILESTONES
from tocsin.domain.postmortem import SECTIONS
from tocsin.domain.roles import ROLES
from tocsin.domain.severity import SEVERITIES
from tocsin.domain.updates import UPDATE_STATUSES

_YES_NO: Final = ("yes", "no")
_FORMATS: Final = ("md", "json", "html")
_OF: Final = Option(name=INCIDENT, about="INC-7; empty = that of the room", completed=True)


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """How a verb is said: what stands behind it, its options, and its form."""

    rest: str
    options: tuple[Option, ...]
    form: str = ""
    verb: str = ""
    about: str = ""


def _free(name: str, about: str, most: int = 300) -> Option:
    return Option(name=name, about=about, most=most)


def _need(name: str, about: str, most: int = 1000) -> Option:
    return Option(name=name, about=about, required=True, most=most)


def _one(name: str, about: str, choices: Iterable[str], *, required: bool = False) -> Option:
    return Option(name=name, about=about, choices=tuple(choices), required=required)


def _known(name: str, about: str, *, required: bool = False) -> Option:
    return Option(name=name, about=about, required=required, completed=True)


def _shape(rest: str, *options: Option, form: str = "", verb: str = "", about: str = "") -> _Shape:
    return _Shape(rest=rest, options=options, form=form, verb=verb, about=about)


_SEVERITY: Final = _one("severity", "How bad", (one.lower() for one in SEVERITIES))
_ROLE: Final = _one("role", "Which role", ROLES, required=True)
_WHO: Final = _known("person", "Who", required=True)
_TEAM: Final = _free("team", "Which team")
_FLAG: Final = _one("flag", "Which flag", FLAGS, required=True)
_WHY: Final = _free("reason", "Why", 500)
_NEED_WHY: Final = _need("reason", "Why", 500)
_TEXT: Final = _need("text", "The words")
_WHICH: Final = _known("n", "Its number")
_SINCE: Final = _free("since", "Such as 30m or 14:00")
_QUERY: Final = _free("query", "A preset, or what to look for")
_DECLARED: Final = tuple(
    _one(name, about, _YES_NO)
    for name, about in (
        ("customer_impact", "Do customers feel it?"),
        ("security", "Is it about security?"),
        ("private", "Seen only by who is in it?"),
        ("drill", "Only a drill?"),
    )
)
_OPTIONS: Final = " ".join(
    f"--{one.name.replace('_', '-')}={{{one.name}:word}}" for one in _DECLARED
)

_SHAPES: Final[dict[str, _Shape]] = {
    "declare": _shape(
        f'{{severity:word}} "{{title}}" --service="{{service}}" --team={{team:word}} {_OPTIONS}',
        _need("title", "What is broken, in a few words", 120),
        _SEVERITY,
        _free("service", "Which service"),
        _TEAM,
        *_DECLARED,
        form="declare",
    ),
    "report": _shape('"{text:lines}"', _need("text", "What you see"), form="report"),
    "drill": _shape(
        "{script:word} @{person:word}",
        _one("script", "Which one", DRILLS),
        _known("person", "Whom it pages"),
    ),
    "list": _shape("{which:word} --team={team:word}", _one("which", "Closed too", ("all",)), _TEAM),
    "why": _shape("{what:word}", _known("what", "What is owed", required=True)),
    "export": _shape("{format:word}", _one("format", "As what", _FORMATS)),
    "metrics": _shape("{quarter:word} --team={team:word}", _free("quarter", "2026-Q4"), _TEAM),
    "link-me": _shape("{account}", _free("account", "chat:account, or the code")),
    "help": _shape("{verb:word}", _known("verb", "How that is typed")),
    "logs": _shape("{query} {since:word}", _QUERY, _SINCE),
    "graph": _shape("{query} {since:word}", _QUERY, _SINCE),
    "changes": _shape("{since:word}", _SINCE),
    "triage": _shape(
        "{customers} | {broken} | {data:word} | {security:word}",
        _need("customers", "How many customers are affected?", 200),
        _need("broken", "What is broken?", 200),
        _one("data", "Is data at risk?", ANSWERS),
        _one("security", "Is it a security issue?", ANSWERS),
        form="triage",
    ),
    "decline": _shape('"{reason}"', _NEED_WHY, form="decline"),
    "merge": _shape(f"{KEY}{{into:word}}", _known("into", "The one that goes on", required=True)),
    "severity": _shape('{severity:word} "{reason}"', replace(_SEVERITY, required=True), _WHY),
    "flag": _shape('{flag:word} "{reason}"', _FLAG, _WHY),
    "unflag": _shape('{flag:word} "{reason}"', _FLAG, _NEED_WHY),
    "take": _shape(
        '{role:word} --alone="{alone}"', _ROLE, _free("alone", "Why IC and Technical Lead are one")
    ),
    "assign": _shape("{role:word} @{person:word}", _ROLE, _WHO),
    "handoff": _shape("{role:word} @{person:word}", _ROLE, _WHO),
    "page": _shape(
        '{whom:word} "{message}"',
        _known("whom", "A person, level or contact", required=True),
        _free("message", "What they read", 500),
    ),
    "escalate": _shape('{target:word} "{reason}"', _NEED_WHY, _one("target", "Whom", TARGETS)),
    "update": _shape(
        "{status} | {impact:lines} | {action:lines} | {eta}",
        _one("status", "How it stands", UPDATE_STATUSES[:-1]),
        _need("impact", "What customers feel"),
        _need("action", "What is being done"),
        _free("eta", "14:30, 20m or unknown", 60),
        form="update",
        about="Tell everybody how it stands",
    ),
    "decide": _shape('"{text}"', _TEXT),
    "finding": _shape('"{text}"', _TEXT),
    "note": _shape('"{text:lines}"', _TEXT, form="note"),
    "task": _shape(""),
    "task-add": _shape(
        'add "{text}" @{person:word}',
        _TEXT,
        _known("person", "Who"),
        verb="task",
        about="Somebody is to do it meanwhile",
    ),
    "task-done": _shape(
        "done {n:word}", _need("n", "Its number"), verb="task", about="One of them is done"
    ),
    "service": _shape('"{service}"', _need("service", "Which one")),
    "cause": _shape('"{cause}"', _need("cause", "A word or two; none takes it back")),
    "milestone": _shape(
        "{name:word} {time}",
        _one("name", "Which one", MILESTONES, required=True),
        _need("time", "14:05 or 20m ago"),
    ),
    "mitigate": _shape(
        '{strategy:word} "{what}"',
        _one("strategy", "How", STRATEGIES, required=True),
        _need("what", "What exactly is changed", 500),
        form="mitigate",
    ),
    "approve": _shape('{n:word} "{reason}"', _WHICH, _WHY),
    "reject": _shape('{n:word} "{reason}"', _NEED_WHY, _WHICH, form="reject"),
    "done": _shape("{n:word}", _WHICH),
    "mitigated": _shape('"{reason}"', _WHY),
    "snooze": _shape(
        "{obligation:word} {duration:word}",
        _known("obligation", "Of what", required=True),
        _known("duration", "How long", required=True),
    ),
    "check": _shape("{n:word}", _WHICH),
    "postmortem": _shape(
        '{section:word} "{text:lines}"',
        _one("section", "What to do, or which section", ("draft", SHOW, "review", "publish", "skip",
                                                         *SECTIONS)),
        _free("text", "The words", 2000),
    ),
    "action": _shape("", about="What is to be done so that it does not come back"),
    "action-add": _shape(
        'add "{text}" @{person:word} {due:word}',
        _TEXT,
        _need("person", "Who"),
        _need("due", "2026-12-01, 3d or fri"),
        form="action",
        verb="action",
        about="Somebody is to do it, by a day",
    ),
    "action-done": _shape(
        "done {n:word}", _need("n", "Its number"), verb="action", about="One of them is done"
    ),
    "status-page": _shape(
        '{what:word} --title="{title}" {text:lines}',
        _one("what", "What to do", WORDS, required=True),
        _free("title", "Its title for customers", 120),
        _free("text", "What customers read", 3000),
        form="status-page",
    ),
    "notify-customers": _shape(
        '"{text:lines}"', _need("text", "The mail", 3000), form="notify-customers"
    ),
    "resolve": _shape('--override="{reason}"', _free("reason", "Why what is left is skipped", 500)),
    "reopen": _shape('"{reason}"', _NEED_WHY, form="reopen"),
}  # fmt: skip
_OF_ANY: Final = frozenset({"yes", "no", "logs", "graph", "alerts", "changes"})
"""No verbs of one incident, which may be named all the same."""


def _commands() -> Iterable[Command]:
    for name in dict.fromkeys((*VERBS, *_SHAPES)):
        yield _command(name, _SHAPES.get(name, _shape("")))


def _command(name: str, shape: _Shape) -> Command:
    verb = VERBS[shape.verb or name]
    named = verb.of_incident or verb.name in _OF_ANY
    which = f"{KEY}{{{INCIDENT}:word}}" if named else ""
    return Command(
        name=name,
        about=shape.about or verb.help[:1].upper() + verb.help[1:],
        group=verb.group,
        line=" ".join(filter(None, ("incident", which, verb.name, shape.rest))),
        options=(*shape.options, *((_OF,) if named else ())),
        form=shape.form,
    )


COMMANDS: Final[tuple[Command, ...]] = tuple(_commands())
"""Every verb, in the order of help."""
