"""A P0 as Slack draws it: the card, App Home and every form, stage by stage, read aloud.

What is drawn is checked first as Slack checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import tocsin_slack
from tests.counterparts.slack.aloud import message_aloud, view_aloud
from tests.counterparts.slack.blocks import checked, checked_view
from tests.counterparts.slack.mrkdwn import Names
from tocsin.chat import Card, Mention, Text
from tocsin.desk.forms import OF_INCIDENT, OPENING
from tocsin.errors import NotFound
from tocsin.testing import Bot, a_bot
from tocsin_slack.blocks import drawn_card, home
from tocsin_slack.modals import modal

FILE: Final = Path(tocsin_slack.__file__).parents[2] / "SCREENS.md"
HEAD: Final = """\
# What Slack shows during a P0

Each screen is read aloud from the Block Kit that Slack is given: a line for a line, `[…]` for a
button, `{… | …}` for a choice with what stands there first before it. `scripts/slack_screens.py`
writes this page, and a test holds it.
"""
EVERY_FORM: Final = frozenset({*OPENING, *OF_INCIDENT} - {"assign"})
"""Their names; `assign` is the same as `roles`."""
BEGINS: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ROOM: Final = "#incident-2026-11-23-checkout-returns-500s"
PEOPLE: Final = {
    "ana": "Ana Reyes",
    "bo": "Bo Lindqvist",
    "eva": "Eva Okafor",
    "cyrus": "Cyrus Tan",
}
NAMES: Final = Names(people={f"U0{one.upper()}": name for one, name in PEOPLE.items()})
TEAM: Final = (
    '[team]\nname = "Shop"\ntimezone = "UTC"\n'
    + "".join(f'[people.{one}]\nname = "{name}"\n' for one, name in PEOPLE.items())
    + """
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "cyrus"
cto = "cyrus"
leadership = ["cyrus"]
security = ["cyrus"]
[services.checkout]
public = "checkout"
"""
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What is done, and what is looked at then.

    Args:
        said: (who, line) of each; a number of minutes is waited for.
        forms: (who, name) of each.
        homes: Whose App Home.
        room: Where it is said, "" = in #incidents, while there is no other room.
    """

    name: str
    said: tuple[tuple[str, str] | int, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    homes: tuple[str, ...] = ()
    room: str = ROOM


STAGES: Final = (
    Stage(
        name="Before it", forms=(("ana", "declare"), ("a guest", "report")), homes=("ana",), room=""
    ),
    Stage(
        name="Somebody has declared it",
        said=(("ana", "declare checkout returns 500s --service checkout"),),
        forms=(("ana", "triage"), ("ana", "decline"), ("ana", "severity")),
        homes=("ana",),
        room="",
    ),
    Stage(
        name="It is a P0",
        said=(("ana", "triage all | nobody can pay | no | no"), ("ana", "accept")),
        forms=(("ana", "acknowledge"), ("bo", "take"), ("ana", "snooze")),
        homes=("ana", "bo"),
        room="",
    ),
    Stage(
        name="Its roles are taken",
        said=(("ana", "ack"), ("bo", "take tl"), ("eva", "take comms"), ("cyrus", "take em")),
        forms=(
            ("ana", "update"), ("ana", "mitigate"), ("ana", "page"), ("ana", "roles"),
            ("ana", "handoff"), ("ana", "escalate"), ("bo", "note"), ("eva", "status-page"),
            ("eva", "notify-customers"),
        ),
        homes=("ana", "eva"),
    ),
    Stage(
        name="A change is proposed",
        said=(
            ("eva", "update investigating | checkout fails for all | reading the logs | 20m"),
            ("bo", "mitigate rollback release 41"),
        ),
        forms=(("ana", "approve"), ("ana", "reject"), ("eva", "update")),
        homes=("ana",),
    ),
    Stage(name="The change is approved", said=(("ana", "approve 1"),), homes=("bo",)),
    Stage(
        name="The impact is stopped",
        said=(("bo", "done 1"), ("ana", "mitigated")),
        homes=("ana",),
    ),
    Stage(
        name="The stable minutes are over",
        said=(31,),
        forms=(("ana", "checklist"), ("ana", "resolve")),
        homes=("ana",),
    ),
    Stage(
        name="Resolved",
        said=(*(("ana", f"check {number}") for number in range(1, 6)), ("ana", "resolve")),
        forms=(("ana", "postmortem"), ("ana", "action"), ("ana", "reopen")),
        homes=("ana",),
    ),
    Stage(
        name="Learnt from",
        said=(
            ("ana", "postmortem draft"),
            ("bo", "postmortem cause a pipeline let release 41 through"),
            ("ana", "action add test releases before @bo 5d"),
            ("cyrus", "postmortem review clear"),
            ("ana", "postmortem publish"),
        ),
        homes=("bo",),
    ),
)  # fmt: skip


def page(folder: Path) -> str:
    """All of them, as Markdown; `folder` is for the bot's files."""
    with a_bot(TEAM, folder=folder, begins=BEGINS) as bot:
        drawn = [line for stage in STAGES for line in _stage(bot, stage)]
    return "\n".join((HEAD, *drawn)).rstrip() + "\n"


def _stage(bot: Bot, stage: Stage) -> Iterator[str]:
    yield f"## {stage.name}\n"
    for one in stage.said:
        if isinstance(one, int):
            bot.wait(minutes=one)
        else:
            bot.say(one[0], f"!incident {one[1]}", room=stage.room)
            bot.wait(seconds=30)
    with suppress(NotFound):
        card = drawn_card(_addressed(bot.card(ROOM)))
        blocks = checked(card["blocks"], "message")
        yield _shown("The card", message_aloud({"blocks": blocks}, NAMES))
    for who, name in stage.forms:
        view = checked_view(modal(bot.form(who, name, room=stage.room), "C0ROOM"), "modal")
        yield _shown(f"The form `{name}`, for {PEOPLE.get(who, who)}", view_aloud(view, NAMES))
    for who in stage.homes:
        view = checked_view(home(map(_addressed, bot.home(who))), "home")
        yield _shown(f"App Home of {PEOPLE[who]}", view_aloud(view, NAMES))


def _shown(heading: str, aloud: str) -> str:
    return f"{heading}:\n\n```text\n{aloud}\n```\n"


def _addressed(card: Card) -> Card:
    """With the accounts that its people have on Slack."""
    lines = tuple(map(_with_accounts, card.lines))
    return replace(card, heading=_with_accounts(card.heading), lines=lines)


def _with_accounts(text: Text) -> Text:
    spans = (
        replace(one, account=f"U0{one.person.upper()}") if isinstance(one, Mention) else one
        for one in text.spans
    )
    return replace(text, spans=tuple(spans))
