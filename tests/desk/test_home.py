"""What one person owes, over all incidents: cards, and what `next` says where none is meant."""

from __future__ import annotations

import pytest

from tests.desk.given import World
from tocsin.chat import Card
from tocsin.engine.spoken_line import SpokenLine


def home(world: World, who: str, platform: str = "irc", account: str = "") -> tuple[Card, ...]:
    said = SpokenLine(
        platform=platform,
        message_id="",
        speaker=who,
        room="",
        text="",
        account=account,
    )
    return world.store.read(lambda tx: world.desk.home(tx, said))


def declared(world: World, *titles: str) -> World:
    for title in titles:
        assert world.say(f"!incident declare {title}").accepted
    return world


def headings(cards: tuple[Card, ...]) -> list[str]:
    return [card.heading.as_plain() for card in cards]


def test_a_card_for_each_incident_in_which_something_is_mine() -> None:
    world = declared(World(), "checkout fails p1", "search is slow p2")
    world.say("!incident INC-1 ack")
    first, second = home(world, "ana")
    assert first.heading.as_plain() == "P1 · INC-1 checkout fails · investigating"
    assert second.heading.as_plain() == "P2 · INC-2 search is slow · investigating"
    assert first.lines[0].as_plain() == "You are IC."
    assert [action.command for action in first.actions][:1] == ["incident INC-1 update"]


def test_what_nobody_else_was_given_is_the_ics_and_what_others_have_is_not() -> None:
    world = declared(World(), "checkout fails p1")
    world.say("!incident ack")
    assert "The update, due" in home(world, "ana")[0].as_text()
    world.say("!incident assign comms @bo")
    assert "The update, due" not in home(world, "ana")[0].as_text()
    assert "The update, due" in home(world, "bo")[0].as_text()


def test_what_is_late_stands_first() -> None:
    world = declared(World(), "checkout fails p2", "search is slow p2")
    world.say("!incident INC-1 ack")
    world.say("!incident INC-2 ack")
    world.wait(minutes=28)
    world.say("!incident INC-1 update Investigating | no checkout | rolling back | 20m")
    world.wait(minutes=5)
    cards = home(world, "ana")
    assert [one.split()[2] for one in headings(cards)] == ["INC-2", "INC-1"]
    assert "LATE The update, due" in cards[0].as_text()
    assert "LATE The update" not in cards[1].as_text()


def test_whoever_is_paged_and_has_not_answered_owes_the_answer() -> None:
    world = declared(World(), "checkout fails p1")
    (card,) = home(world, "ana")
    assert "An answer, due" in card.as_text()
    assert card.actions[0].label == "Acknowledge"


def test_each_button_says_which_incident_and_none_stands_twice() -> None:
    world = declared(World(), *(f"checkout {n} fails p1" for n in range(3)))
    for n, card in zip((3, 2, 1), home(world, "ana"), strict=True):
        commands = [one.command for one in card.actions]
        assert 0 < len(commands) <= 5
        assert len(set(commands)) == len(commands)
        assert all(one.startswith(f"incident INC-{n} ") for one in commands)


def test_ten_incidents_and_five_lines_of_each_are_shown_and_how_many_more_there_are() -> None:
    world = World()
    for number in range(1, 14):
        declared(world, f"checkout {number} fails p1")
        world.say(f"!incident INC-{number} ack")
        for n in range(6):
            world.say(f"!incident INC-{number} task add look at log {n} @ana")
    cards = home(world, "ana")
    assert len(cards) == 11
    assert cards[-1].heading.as_plain() == "and 3 more incidents in which something is yours"
    assert {len(card.lines) for card in cards[:-1]} == {5}
    assert "more: `!incident INC-" in cards[0].lines[-1].as_plain()


def test_a_task_of_mine_is_mine_until_it_is_done() -> None:
    world = declared(World(), "checkout fails p1")
    world.say("!incident task add look at the pool @eli")
    (card,) = home(world, "eli")
    assert card.lines[0].as_plain() == "Task 1: look at the pool"
    assert card.actions[0].command == "incident INC-1 task done 1"
    world.say("!incident task done 1")
    assert headings(home(world, "eli")) == ["You owe nothing now."]


def test_who_owes_nothing_is_told_so_and_can_declare() -> None:
    (card,) = home(World(), "eli")
    assert card.heading.as_plain() == "You owe nothing now."
    assert [(one.command, one.form) for one in card.actions] == [("incident declare", "declare")]


def test_a_private_incident_is_only_for_who_is_in_it() -> None:
    world = declared(World(), "accounts were read p1 --private")
    assert "accounts were read" in home(world, "ana")[0].heading.as_plain()
    for who in ("eli", "bo"):
        assert "INC-1" not in "".join(headings(home(world, who)))


def test_an_account_that_is_nobodys_is_told_how_it_is_linked() -> None:
    (card,) = home(declared(World(), "checkout fails p1"), "guest-U9", account="U9")
    assert "guest-U9 is in no team file" in card.as_text()


def test_what_was_promised_after_the_end_is_still_mine() -> None:
    world = declared(World(), "checkout fails p2")
    world.say("!incident ack")
    world.say("!incident INC-1 resolve --override it is a test of ours")
    world.say("!incident INC-1 action add add a test @eli 3d")
    assert "Action item 1 (add a test), due" in home(world, "eli")[0].as_text()


# ------------------------------------------------------------------------------------ typed


def test_next_where_no_incident_is_meant_says_what_i_owe_over_all_of_them() -> None:
    world = declared(World(), "checkout fails p1", "search is slow p2")
    reply = world.say("!incident next")
    assert reply.accepted
    assert reply.only_you
    rows = reply.text.as_plain().split("\n")
    assert rows[0] == "P1 · INC-1 checkout fails · investigating"
    assert any(one.startswith("  An answer, due") for one in rows)
    assert any("INC-2 search is slow" in one for one in rows)


@pytest.mark.parametrize("line", ["!incident INC-2 next", "!incident next INC-2"])
def test_next_of_an_incident_stays_what_everybody_owes_there(line: str) -> None:
    world = declared(World(), "checkout fails p1", "search is slow p2")
    assert world.say(line).text.as_plain().startswith("Owed by INC-2:")


def test_next_in_an_incidents_room_stays_that_incidents() -> None:
    world = declared(World(), "checkout fails p1", "search is slow p2")
    room = world.open_room(1)
    said = world.say("!incident next", room=room, room_id="R1").text.as_plain()
    assert said.startswith("Owed by INC-1:")


def test_next_with_nothing_open_says_that_nothing_is_owed() -> None:
    assert "You owe nothing now." in World().say("!incident next").text.as_plain()


def test_next_says_nothing_of_a_private_incident_where_others_read() -> None:
    world = declared(World(), "accounts were read p1 --private", "search is slow p2", "third p2")
    assert "accounts" not in world.say("!incident next").text.as_plain()
    assert "INC-1" not in world.say("!incident next").text.as_plain()
    assert "accounts were read" in world.say("!incident next", room="").text.as_plain()


def test_a_guest_is_still_asked_which_one() -> None:
    world = declared(World(), "checkout fails p1", "search is slow p2")
    reply = world.say("!incident next", by="guest-zoe")
    assert not reply.accepted
    assert "Which incident?" in reply.text.as_plain()
