"""What waits while its incident becomes private goes out as if it had been private all along."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import TEAM, Bell, World, unavailable
from tocsin.providers import (
    Call,
    CustomerMail,
    MailCapability,
    PageRequest,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderType,
    Ref,
)

CANARY = "!incident declare canary salaries p1"
PRIVATE = "!incident INC-1 flag private a matter of few"
SHOP = (
    TEAM.replace('leadership = ["cyrus"]', 'leadership = ["cyrus"]\nsupport = "sue"').replace(
        "[oncall.primary]",
        '[people.sue]\nname = "Sue"\nemail = "sue@example.org"\n[oncall.primary]',
    )
    + '[customers.post]\ntype = "post"\n'
)


@dataclass
class Post:
    """A mail server that can be down; it remembers what it was handed."""

    down: bool = False
    mails: list[PersonMail] = field(default_factory=list)
    capabilities: frozenset[MailCapability] = frozenset({"people"})

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        return Posted(ref="m", recipients=1)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        if self.down:
            raise unavailable()
        self.mails.append(mail)
        return Posted(ref="m", recipients=1)


@dataclass
class Told(Bell):
    """A bell that remembers what it was told."""

    told: list[PageRequest] = field(default_factory=list)

    def page(self, request: PageRequest, call: Call) -> Ref:
        ref = super().page(request, call)
        self.told.append(request)
        return ref

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        super().acknowledge(request, ref, call)
        self.told.append(request)


class Town(World):
    """Its bells remember what they were told."""

    def bell(self, name: str = "tower") -> Told:
        found = self.bells.setdefault(name, Told(self.clock))
        assert isinstance(found, Told)
        return found


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def world(tmp_path: Path, post: Post) -> Town:
    kind: ProviderType[Any] = ProviderType(
        kind="customers", name="post", summary="", config=ProviderConfig,
        factory=lambda _config, _context: post,
    )  # fmt: skip
    return Town(tmp_path, types=(kind,), teams={"shop": SHOP})


def words(world: Town) -> str:
    """All that paging tools were told."""
    return " ".join(
        f"{one.title} {one.text} {one.room}"
        for name in ("tower", "church")
        for one in world.bell(name).told
    )


def becomes_private(world: Town) -> None:
    world.say(PRIVATE, room="")
    world.run(seconds=5)


def test_a_page_that_waits_at_a_tool_names_nothing(world: Town) -> None:
    for name in ("tower", "church"):
        world.bell(name).broken = unavailable()
    world.say(CANARY)
    world.run(minutes=1)
    becomes_private(world)
    for name in ("tower", "church"):
        world.bell(name).broken = None
    world.run(minutes=3)
    told = world.bell("tower").told
    assert told
    assert "canary" not in words(world)
    assert told[0].title == "private incident INC-1"
    assert told[0].text == "P1: private incident INC-1. To answer, reply: !incident INC-1 ack"


def test_what_a_tool_is_told_of_a_page_it_has_names_nothing(world: Town) -> None:
    world.say(CANARY)
    world.run(seconds=5)
    before = len(world.bell("tower").told)
    becomes_private(world)
    world.say("!incident INC-1 ack", room="")
    world.run(minutes=1)
    (acknowledged,) = world.bell("tower").told[before:]
    assert "canary" not in f"{acknowledged.title} {acknowledged.text} {acknowledged.room}"


def test_who_is_not_in_it_is_told_no_title_in_a_message_that_waited(world: Town) -> None:
    world.chat.down = unavailable()
    world.say(CANARY)
    world.run(minutes=1)
    becomes_private(world)
    world.chat.down = None
    world.run(minutes=6)
    told = "\n".join(text for person, text in world.chat.directs if person == "sue")
    assert "INC-1" in told
    assert "canary" not in told


def test_a_mail_that_waited_names_nothing(world: Town, post: Post) -> None:
    post.down = True
    world.say(CANARY)
    world.run(minutes=1)
    becomes_private(world)
    post.down = False
    world.run(minutes=6)
    told = "\n".join(f"{one.subject}\n{one.text}" for one in post.mails)
    assert "INC-1" in told
    assert "canary" not in told


def test_what_is_said_in_words_stays_where_nothing_became_private(world: Town, post: Post) -> None:
    post.down, world.chat.down = True, unavailable()
    world.say(CANARY)
    world.run(minutes=1)
    post.down, world.chat.down = False, None
    world.run(minutes=6)
    assert "canary" in words(world)
    assert "canary" in post.mails[0].subject
    assert "canary" in "\n".join(text for person, text in world.chat.directs if person == "sue")
