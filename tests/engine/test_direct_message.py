"""Paging by direct message: the last tool, on whichever chat works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, TEAM, World, refused, unavailable
from tocsin.chat import Account, Link, Span, Text

ONLY = TEAM.replace('"tower", "church"', '"direct-message"')


def deployment(folder: Path, *chats: str, text: str = ONLY) -> World:
    return World(folder, chats=chats, teams={"shop": text})


def test_it_sends_the_page_and_its_link(tmp_path: Path) -> None:
    world = deployment(tmp_path, "irc")
    world.tell(P1)
    ((person, text),) = [one for one in world.chat.directs if "/ack/" in one[1]]
    assert person == "ana"
    assert "INC-1" in text


def test_its_link_can_be_followed_and_an_address_in_a_title_cannot(tmp_path: Path) -> None:
    world, spans = deployment(tmp_path, "irc"), list[Span]()
    take = world.chat.direct

    def direct(account: Account, text: Text, **more: Any) -> None:
        spans.extend(text.spans)
        take(account, text, **more)

    world.chat.direct = direct  # type: ignore[method-assign]  # it notes more than it did
    world.tell("!incident declare see https://evil.example/ack/ p1")
    links = [one.url for one in spans if isinstance(one, Link)]
    assert len(links) == 1
    assert "/ack/" in links[0]
    assert "evil" not in links[0]


@pytest.mark.parametrize("fault", [unavailable(), refused(), ValueError("a mistake in a backend")])
def test_a_broken_chat_is_passed_over_for_the_next(tmp_path: Path, fault: Exception) -> None:
    world = deployment(tmp_path, "irc", "mesh")
    world.chats["irc"].down = fault
    world.tell(P1)
    assert [person for person, text in world.chats["mesh"].directs if "/ack/" in text] == ["ana"]


def test_a_platform_the_deployment_has_not_got_is_passed_over(tmp_path: Path) -> None:
    text = ONLY + '[chat]\nplatforms = ["pigeon", "irc"]\n'
    world = deployment(tmp_path, "irc", text=text)
    world.tell(P1)
    assert [person for person, text in world.chat.directs if "/ack/" in text] == ["ana"]
