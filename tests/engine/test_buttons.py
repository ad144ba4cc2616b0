"""Buttons and forms reach the chat, and what is pressed there is a line of whoever presses it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World
from tocsin.chat import Account, EventResult, Pressed, RoomRef, Said, Submitted

ANA = Account(platform="irc", id="U-ANA", name="Ana")
STRANGER = Account(platform="irc", id="U-X", name="Ana")
SHOP = TEAM.replace('phone = "+49 1"', 'phone = "+49 1"\naccounts = {irc = "U-ANA"}')


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, teams={"shop": SHOP}, chats=("irc",))
    world.chat.able = world.chat.able - {"person-ids"} | {"buttons", "forms"}
    world.restart()
    return world


def press(
    world: World, command: str, by: Account = ANA, room: RoomRef | None = None
) -> EventResult:
    event = f"press-{len(world.chat.posts)}-{len(world.chat.directs)}-{command}"
    result = world.system.hear(Pressed(event_id=event, account=by, room=room, command=command))
    world.system.settle_now()
    return result


def labels(world: World, place: str) -> list[str]:
    return [one.label for name, one in world.chat.buttons if name == place]


def own_room(world: World) -> RoomRef:
    room = world.incident().rooms["irc"]
    return RoomRef(platform="irc", id=room.id, name=f"#{room.name.lstrip('#')}")


def test_the_card_carries_what_can_be_done_now(world: World) -> None:
    world.tell(P1)
    assert world.chat.card is not None
    assert world.chat.card.actions[0].command == "incident INC-1 ack"
    press(world, "incident INC-1 ack")
    assert "Acknowledge" not in [one.label for one in world.chat.card.actions]


def test_a_report_is_judged_by_buttons_in_the_announce_room(world: World) -> None:
    world.tell("!incident report carts are empty")
    assert labels(world, "#incidents") == ["Triage", "Decline"]


def test_a_change_is_decided_by_buttons_in_the_room(world: World) -> None:
    world.tell(P1)
    press(world, "incident INC-1 ack")
    press(world, "incident INC-1 mitigate rollback deploy 812")
    assert labels(world, own_room(world).name)[-2:] == ["Approve change 1", "Reject change 1"]


def test_a_reply_to_a_verb_without_its_words_offers_the_form(world: World) -> None:
    world.tell(P1)
    press(world, "incident INC-1 update")
    assert "Update" in labels(world, "U-ANA")
    assert not press(world, "incident INC-1 note").accepted
    (filled_in,) = [one for _, one in world.chat.buttons if one.form == "note"]
    assert filled_in.command == "incident INC-1 note"


def test_a_form_is_asked_for_and_sent_in(world: World) -> None:
    world.tell(P1)
    form = world.system.ears.form("note", ANA, None, "INC-1")
    assert form is not None
    values = {"text": "--private\n!incident INC-1 close"}
    sent = Submitted(event_id="f1", account=ANA, room=None, command=form.command, values=values)
    assert world.system.hear(sent).accepted
    assert "private" not in world.incident().flags
    assert world.incident().is_open
    assert world.system.ears.form("note", ANA, None, "INC-9") is None
    assert world.system.ears.form("note", ANA, None, "whatever") is None
    assert world.system.ears.form("nothing", ANA, None, "") is None


def test_a_form_that_is_refused_is_sent_in_again_with_other_values(world: World) -> None:
    """The first is shown in the form; the second is another event, and done."""
    world.tell(P1)
    world.tell("!incident ack")
    form = world.system.ears.form("snooze", ANA, None, "INC-1")
    assert form is not None

    def sent(event_id: str, duration: str) -> EventResult:
        values = {"obligation": "update", "duration": duration}
        one = Submitted(
            event_id=event_id,
            account=ANA,
            room=None,
            command=form.command,
            values=values,
            in_place=True,
        )
        return world.system.hear(one)

    first = sent("v1:a", "soon")
    assert not first.accepted
    assert first.reply
    assert first.key == ""
    world.system.settle_now()
    assert first.reply.as_plain() not in [text for _, text in world.chat.directs]
    assert not sent("v1:a", "soon").accepted
    assert not world.incident().snoozed
    second = sent("v1:b", "5m")
    assert second.accepted
    assert second.key
    world.system.settle_now()
    assert second.reply.as_plain() in [text for _, text in world.chat.directs]
    assert "update" in world.incident().snoozed


def test_the_first_word_alone_opens_the_form_to_declare_outside_of_an_incidents_room(
    world: World,
) -> None:
    world.tell(P1)
    outside = world.system.ears.form("", ANA, None, "")
    assert outside is not None
    assert outside.name == "declare"
    stranger = world.system.ears.form("", STRANGER, None, "")
    assert stranger is not None
    assert stranger.name == "report"
    assert world.system.ears.form("", ANA, own_room(world), "") is None


def test_the_first_word_alone_shows_the_card_in_an_incidents_room(world: World) -> None:
    world.tell(P1)
    said = Said(event_id="s1", account=ANA, room=own_room(world), text="!incident")
    assert "INC-1 checkout" in world.system.hear(said).reply.as_plain()
    assert "Acknowledge" in labels(world, own_room(world).name)
    outside = Said(event_id="s2", account=ANA, room=None, text="!incident")
    assert "declare" in world.system.hear(outside).reply.as_plain()
    assert labels(world, "U-ANA")[-1] == "Declare"


def test_a_form_of_the_room_needs_no_number(world: World) -> None:
    world.tell(P1)
    form = world.system.ears.form("update", ANA, own_room(world), "")
    assert form is not None
    assert form.incident == "INC-1"


def test_lines_are_completed_for_who_may_see_them(world: World) -> None:
    world.tell(f"{P1} --private")
    assert "!incident INC-1" in world.system.ears.complete(ANA, None, "!incident INC")
    assert world.system.ears.complete(STRANGER, None, "!incident INC") == ()
    assert world.system.ears.form("update", STRANGER, None, "INC-1") is None


def test_home_tells_who_an_account_is_what_they_owe_and_others_how_to_be_known(
    world: World,
) -> None:
    world.tell(f"{P1} --private")
    (card,) = world.system.ears.home(ANA)
    assert "checkout" in card.heading.as_plain()
    (card,) = world.system.ears.home(STRANGER)
    assert card.as_text().startswith("Tocsin does not know this account yet: ")
    assert "!incident link-me" in card.as_text()


def test_where_there_are_no_forms_a_button_says_its_line(world: World) -> None:
    world.chat.able -= {"forms"}
    world.tell("!incident report carts are empty")
    assert {one.form for _, one in world.chat.buttons} == {""}


def test_where_there_are_no_buttons_there_are_none(world: World) -> None:
    world.chat.able -= {"buttons"}
    world.tell(P1)
    assert world.chat.buttons == []
    assert world.chat.card is not None
    assert world.chat.card.actions == ()


def test_every_button_that_reminds_somebody_is_a_line_that_is_taken(world: World) -> None:
    world.tell(P1)
    press(world, "incident INC-1 ack")
    world.run(minutes=40)
    reminding = {one.command for _, one in world.chat.buttons if one.label.startswith("Remind")}
    assert "incident INC-1 snooze update 10m" in reminding
    assert "incident INC-1 update" in {one.command for _, one in world.chat.buttons}
    assert press(world, "incident INC-1 snooze update 10m").accepted


class TestAButtonThatIsTooOld:
    def test_a_change_that_is_decided_stays_as_it_was_decided(self, world: World) -> None:
        world.tell(P1)
        press(world, "incident INC-1 ack")
        press(world, "incident INC-1 mitigate rollback deploy 812")
        assert press(world, "incident INC-1 reject 1 too risky").accepted
        late = press(world, "incident INC-1 approve 1")
        assert not late.accepted
        assert "Change 1 is rejected already" in late.reply.as_plain()

    def test_who_has_acknowledged_is_told_so(self, world: World) -> None:
        world.tell(P1)
        press(world, "incident INC-1 ack")
        again = press(world, "incident INC-1 ack", room=own_room(world))
        assert "You have acknowledged INC-1 already" in again.reply.as_plain()

    def test_nothing_is_done_about_what_is_over(self, world: World) -> None:
        world.tell("!incident declare is it slow")
        press(world, "incident INC-1 decline it is not")
        late = press(world, "incident INC-1 accept")
        assert not late.accepted
        assert "declined" in late.reply.as_plain()

    def test_a_stranger_learns_nothing_of_what_is_private(self, world: World) -> None:
        world.tell(f"{P1} --private")
        never = press(world, "incident INC-7 ack", by=STRANGER).reply.as_plain()
        pressed = press(world, "incident INC-1 ack", by=STRANGER).reply.as_plain()
        assert pressed == never.replace("INC-7", "INC-1")

    def test_a_name_gives_no_right(self, world: World) -> None:
        """A stranger who is called like somebody of the team presses as a stranger."""
        world.tell(P1)
        assert not press(world, "incident INC-1 ack", by=replace(STRANGER, name="ana")).accepted
        assert "ana" not in world.incident().responders


def test_a_page_that_comes_as_a_message_is_answered_there(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        chats=("irc",),
        teams={"shop": SHOP.replace('"tower", "church"', '"direct-message"')},
    )
    world.chat.able |= {"buttons"}
    world.tell(P1)
    assert ("U-ANA", "incident INC-1 ack") in [(to, one.command) for to, one in world.chat.buttons]


def test_what_is_shown_before_it_goes_out_is_sent_or_dropped(tmp_path: Path) -> None:
    paged = SHOP + "[status_page.static]\n"
    world = World(tmp_path, chats=("irc",), teams={"shop": paged})
    world.chat.able |= {"buttons"}
    world.tell(P1)
    press(world, "incident INC-1 ack")
    press(world, "incident INC-1 status-page publish We look into it.")
    asked = [one.command for _, one in world.chat.buttons if one.label in ("Send", "Drop")]
    send, drop = (one.removeprefix("incident INC-1 ") for one in asked)
    assert send.split()[0] == "yes"
    assert drop.split() == ["no", send.split()[1]]
    assert press(world, asked[0]).accepted


def test_send_sends_what_stands_above_it_and_nothing_that_was_shown_later(tmp_path: Path) -> None:
    paged = SHOP + '[status_page.static]\n[customers.outbox]\nto = "customers"\n'
    world = World(tmp_path, chats=("irc",), teams={"shop": paged})
    world.chat.able |= {"buttons"}
    world.tell(P1)
    press(world, "incident INC-1 ack")
    press(world, "incident INC-1 status-page publish We look into it.")
    press(world, "incident INC-1 notify-customers Cards fail. We write again in an hour.")
    entry, mail = [one.command for _, one in world.chat.buttons if one.label == "Send"]

    result = press(world, entry)
    assert not result.accepted
    assert "this button does nothing any more" in result.reply.as_plain()
    assert world.events("customers-notified") == []

    assert press(world, mail).accepted
    assert world.events("customers-notified")
