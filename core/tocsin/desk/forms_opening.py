"""Forms that open an incident, and those of triage."""

from __future__ import annotations

from typing import Final

from tocsin.chat.forms import MOST_CHOICES, Field, Form
from tocsin.desk.declare import LONGEST_TITLE
from tocsin.desk.form_fields import Sheet, choice, choice_or_line, reason, yes_no
from tocsin.desk.here import Looking
from tocsin.desk.teams import TeamFacts
from tocsin.desk.triage import ANSWERS
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.severity import SEVERITIES
from tocsin.domain.triage import QUESTIONS
from tocsin.wording.clean import clean

LONGEST_ANSWER: Final = 200
LONGEST_REPORT: Final = 1000
_FLAGS: Final = {
    "customer-impact": "Do customers feel it?",
    "security": "Is it about security?",
    "private": "Private: seen only by who is in it?",
    "drill": "Only a drill?",
}


def declare(here: Looking) -> Form:
    """The form of `declare`; team and service stand in it where there is something to choose."""
    team = here.team()
    asked = (*_service(here, team), *_team(here, team))
    flags = (yes_no(_hole(name), label) for name, label in _FLAGS.items())
    options = " ".join(f"--{name}={{{_hole(name)}:word}}" for name in _FLAGS)
    return Form(
        name="declare",
        title="Declare an incident",
        command=(
            'incident declare {severity:word} "{title}" --service="{service}" --team={team:word} '
            f"{options}"
        ),
        fields=(
            Field(
                name="title",
                label="What is broken, in a few words?",
                required=True,
                most=LONGEST_TITLE,
            ),
            _severity(team.policy),
            *asked,
            *flags,
        ),
        submit="Declare",
    )


def report(_here: Looking) -> Form:
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


def triage(sheet: Sheet) -> Form | None:
    """The form of `triage`: the four questions, with what was answered so far."""
    if not sheet.incident.is_open:
        return None
    known = sheet.incident.triage
    customers, broken, data, security = QUESTIONS
    answers = tuple((one, one.capitalize()) for one in ANSWERS)
    return sheet.form(
        "triage",
        "triage",
        "triage {customers} | {broken} | {data:word} | {security:word}",
        _answer("customers", customers, known.customers if known else ""),
        _answer("broken", broken, known.broken if known else ""),
        choice("data", _bare(data), answers, value=known.data if known else "unknown"),
        choice("security", _bare(security), answers, value=known.security if known else "unknown"),
    )


def decline(sheet: Sheet) -> Form | None:
    """The form of `decline`."""
    if sheet.incident.status != "triage":
        return None
    why = reason("Why is it no incident?")
    return sheet.form("decline", "decline", 'decline "{reason}"', why, submit="Decline")


def severity(sheet: Sheet) -> Form | None:
    """The form of `severity`."""
    if not sheet.incident.is_open:
        return None
    now = (sheet.incident.severity or "").lower()
    return sheet.form(
        "severity",
        "severity",
        'severity {severity:word} "{reason}"',
        _severity(sheet.incident.policy, now, required=True),
        reason("Why", required=False),
    )


def _severity(policy: ProcessPolicy, value: str = "", *, required: bool = False) -> Field:
    rows = ((one.lower(), f"{one} {policy.severity(one).label}") for one in SEVERITIES)
    unsure = "When uncertain, the higher."
    hint = unsure if required else f"{unsure} Left empty, triage asks."
    return choice("severity", "How bad is it?", rows, value=value, hint=hint, required=required)


def _service(here: Looking, team: TeamFacts) -> tuple[Field, ...]:
    """With several teams to choose from, the services of all of them."""
    named = dict.fromkeys(name for one in (team, *here.teams.values()) for name in one.services)
    return (choice_or_line("service", "Service", named, required=False),) if named else ()


def _team(here: Looking, team: TeamFacts) -> tuple[Field, ...]:
    """Of one team there is nothing to choose."""
    if len(here.teams) <= 1:
        return ()
    if len(here.teams) > MOST_CHOICES:
        return (choice_or_line("team", "Team", here.teams, value=team.id),)
    rows = ((one.id, one.name) for one in here.teams.values())
    return (choice("team", "Team", rows, value=team.id),)


def _answer(name: str, label: str, value: str) -> Field:
    return Field(name=name, label=label, value=clean(value, LONGEST_ANSWER), most=LONGEST_ANSWER)


def _bare(question: str) -> str:
    """A question without the answers it takes, which are chosen from."""
    return question.partition(" (")[0]


def _hole(name: str) -> str:
    return name.replace("-", "_")
