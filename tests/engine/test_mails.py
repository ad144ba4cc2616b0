"""Mails as they leave: whom a notice did not reach is told, and a meeting is called off."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from tests.engine.given import P1, TEAM, World
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    CustomerMail,
    MailCapability,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderType,
)

PLACE = "https://meet.example.org/review"
WITH_MAIL = (
    TEAM.replace('name = "Ana"\n', 'name = "Ana"\nemail = "ana@example.org"\n').replace(
        "[team]\n", f'[team]\nmeeting_place = "{PLACE}"\n'
    )
    + "[customers.outbox]\n"
)
REFUSED = tuple(f"k{number}…@example.org (550)" for number in range(7))


class Picky:
    """A mail server that puts everybody off once, and never takes some."""

    capabilities: frozenset[MailCapability] = frozenset()

    def __init__(self) -> None:
        self.keys: list[str] = []

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        self.keys.append(call.effect_key)
        if len(self.keys) == 1:
            raise ProviderError("unavailable", "not taken yet: …@example.org (450)")
        return Posted(ref="m", recipients=33, refused=REFUSED)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        raise ProviderError("unsupported", "it mails nobody")


def test_whom_a_notice_did_not_reach_is_told_to_who_owes_it(tmp_path: Path) -> None:
    picky = Picky()
    kind = ProviderType(
        kind="customers", name="picky", summary="", config=ProviderConfig,
        factory=lambda _config, _context: picky,
    )  # fmt: skip
    text = f'{TEAM}[customers.list]\ntype = "picky"\n'
    world = World(tmp_path, types=(kind,), teams={"shop": text})
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 assign comms @bo")
    told(world)
    assert len(picky.keys) == 2
    assert len(set(picky.keys)) == 1
    room = f"#{world.incident().room_name}"
    (said,) = [text for _, text in world.chat.posts if "addresses were refused" in text]
    assert said.splitlines() == [
        "7 of 40 addresses were refused a notice: " + ", ".join(REFUSED[:5]) + " and 2 more.",
        "Bo, please reach them another way, and mend the list in [customers.list].",
    ]
    assert said in world.chat.heard(room)
    incident = world.incident().id
    stored = world.store.read(lambda tx: tx.events(incident))
    assert sum("k6…@example.org" in str(one.body) for one in stored) == 1


def told(world: World) -> None:
    """Customers are told, whoever has to say yes to it."""
    world.tell("!incident INC-1 notify-customers We work on it.")
    for answer in ("!incident INC-1 yes", "!yes", "yes"):
        if "customers-notified" not in world.events():
            world.say(answer, room=f"#{world.incident().room_name}")
    world.run(minutes=15)


@pytest.fixture
def reopened(tmp_path: Path) -> World:
    world = World(tmp_path, teams={"shop": WITH_MAIL})
    world.tell(P1)
    for line in ("ack", "resolve --override a test"):
        world.tell(f"!incident INC-1 {line}")
    world.run(minutes=5)
    world.tell("!incident INC-1 reopen it is back")
    world.run(minutes=5)
    return world


def sequence(event: Component) -> int:
    return int(str(event["sequence"]))


def meetings(world: World) -> list[tuple[EmailMessage, Component, Component]]:
    """The mails with a meeting in them, by its sequence."""
    found = []
    for file in world.folder.rglob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        part = mail.get_body(("calendar",)) or next(
            (one for one in mail.walk() if one.get_content_type() == "text/calendar"), None
        )
        if part is not None:
            calendar = Calendar.from_ical(part.get_content())
            found.append((mail, calendar, calendar.walk("VEVENT")[0]))
    return sorted(found, key=lambda one: sequence(one[2]))


def test_whoever_was_invited_by_mail_is_uninvited_by_mail(reopened: World) -> None:
    (asked, request, meeting), (off, cancel, gone) = meetings(reopened)
    assert (str(request["method"]), str(cancel["method"])) == ("REQUEST", "CANCEL")
    assert str(meeting["uid"]) == str(gone["uid"])
    assert sequence(gone) > sequence(meeting)
    assert (asked["To"], off["To"]) == ("ana@example.org", "ana@example.org")
    assert off["Subject"] == "Cancelled: Review of INC-1 checkout returns 500s"
    assert str(gone["status"]) == "CANCELLED"


def test_an_invitation_has_a_place_a_link_and_an_organizer(reopened: World) -> None:
    _, _, meeting = meetings(reopened)[0]
    assert str(meeting["location"]) == str(meeting["url"]) == PLACE
    assert str(meeting["organizer"]) == "mailto:ana@example.org"
    (attendee,) = [meeting["attendee"]]
    assert attendee.params["CN"] == "Ana"


def test_without_a_place_it_is_in_the_room_of_the_incident(tmp_path: Path) -> None:
    text = WITH_MAIL.replace(f'meeting_place = "{PLACE}"\n', "")
    world = World(tmp_path, teams={"shop": text})
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 resolve --override a test")
    world.run(minutes=5)
    ((_, _, meeting),) = meetings(world)
    assert str(meeting["location"]) == f"#{world.incident().room_name}"
    assert "url" not in meeting
