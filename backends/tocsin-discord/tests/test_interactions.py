"""Commands, buttons and forms: answered within three seconds, or said why not."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from tests.chat_forms import DECLARE, UPDATE
from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.listening import (
    FakeEars,
    Start,
    heeding,
    new,
    only,
    ref,
)
from tocsin.chat import GONE, NOT_KEPT, Action, Pressed, Said, Submitted, text
from tocsin.testing import COMMANDS
from tocsin_discord.commands import drawn, is_synced

ACK: Final = Action(label="Acknowledge", command="incident INC-1 ack")
IN_CHAT: Final = "The answer comes in the chat."
EDIT: Final = Action(label="Update", command="incident INC-1 update", form="update")


def whispers(discord: Discord, who: Person, room: str) -> list[str]:
    """What only they see there."""
    return [one["content"] for one in discord.messages(who, room) if one["flags"] & 64]


def test_the_server_has_our_commands_and_is_told_them_once(
    discord: Discord, ana: Person, start: Start
) -> None:
    start()
    assert {one["name"] for one in discord.commands()} == {"incident", "oncall", "Declare incident"}
    ours = drawn(COMMANDS)
    assert is_synced(discord.commands(), ours)
    assert not is_synced([*ours[1:], {**ours[0], "description": "old"}], ours)
    route = "PUT /applications/{id}/guilds/{id}/commands"
    before = discord.calls[route]
    start()
    looks = "GET /applications/{id}/guilds/{id}/commands"
    discord.until(lambda: discord.calls[looks] > 1)
    assert discord.calls[route] == before


def test_a_command_is_a_line_that_is_said(discord: Discord, ana: Person, start: Start) -> None:
    _, ears = start()
    room = discord.room("typed", ana)
    deed = discord.slash(ana, room, "incident do", line="sev1 <@1>")
    assert discord.answered(deed)
    assert deed.ephemeral
    heard = only(ears.heard)
    assert isinstance(heard, Said)
    assert (heard.text, heard.room) == ("!incident sev1 <@1>", ref(room, "#typed"))
    assert whispers(discord, ana, room) == [IN_CHAT]
    assert discord.answered(discord.slash(ana, room, "oncall"))
    assert ears.said() == ["!incident sev1 <@1>", "!oncall"]


def test_why_it_was_in_vain_is_said_there_to_whoever_did_it(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start(refuses="INC-1 is P1 already.")
    room = discord.room("vain", ana)
    told = backend.chat.post(ref(room), text("Rings."), key="v1", actions=(ACK,))
    discord.answered(discord.slash(ana, room, "incident do", line="severity p1"))
    discord.answered(discord.press(ana, room, told.id, "Acknowledge"))
    assert whispers(discord, ana, room) == ["INC-1 is P1 already."] * 2
    assert all(one.whispered for one in ears.heard)


def test_whoever_is_there_first_is_answered(
    discord: Discord, ana: Person, start: Start, tmp_path: Path
) -> None:
    """Before it has handled anything that Discord tells at the beginning."""
    backend, _ = start()
    backend.stop(2)
    discord.until(lambda: discord.sockets() == 0)
    room, second = discord.room("first", ana), new(discord, tmp_path)
    with heeding(second, FakeEars()):
        discord.until(lambda: discord.sockets() == 1)
        assert discord.answered(discord.slash(ana, room, "incident do", line="list"))


def test_what_may_be_typed_next_is_offered(discord: Discord, ana: Person, start: Start) -> None:
    _, ears = start(lines=("incident sev1", "incident sev2", "incident " + "x" * 101))
    room = discord.room("offers", ana)
    for typed, offered in (("se", ["sev1", "sev2"]), ("", ["sev1", "sev2"]), ("z", [])):
        found = discord.complete(ana, room, "incident do", "line", typed)
        assert [one["value"] for one in found] == offered
    ears.away = True
    assert discord.complete(ana, room, "incident do", "line", "se") == []


def test_a_command_without_words_opens_a_form(discord: Discord, ana: Person, start: Start) -> None:
    _, ears = start(forms={"": DECLARE, "declare": DECLARE})
    room = discord.room("forms", ana)
    assert discord.answered(discord.slash(ana, room, "incident do"))
    assert discord.fields(ana) == ("title",)
    deed = discord.submit(ana, {"title": "checkout | down"})
    assert discord.answered(deed)
    heard = only(ears.heard)
    assert isinstance(heard, Submitted)
    assert DECLARE.filled(heard.values) == 'incident declare "checkout | down"'
    assert (heard.command, heard.room) == (DECLARE.command, ref(room, "#forms"))
    assert heard.account.id == ana.id
    assert whispers(discord, ana, room) == [IN_CHAT]


def test_the_menu_of_a_message_opens_the_form_with_its_words(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(forms={"declare": DECLARE})
    room = discord.room("menus", ana)
    said = discord.say(ana, room, "checkout returns 500s for everybody in the whole of Europe")
    assert discord.answered(discord.menu(ana, room, said, "Declare incident"))
    assert ears.asked == [("declare", ana.id, "")]
    assert '"value": "checkout returns 500s for ever"' in str(discord.modal(ana)).replace("'", '"')


def test_a_button_with_a_form_shows_it_to_whoever_pressed(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start(forms={"update": UPDATE})
    room = discord.room("updates", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="u1", actions=(EDIT,))
    assert discord.answered(discord.press(ana, room, told.id, "Update"))
    assert discord.fields(ana) == ("status", "impact")
    assert ears.asked == [("update", ana.id, "INC-1")]
    deed = discord.submit(ana, {"status": "all | back", "impact": "none"})
    assert discord.answered(deed)
    assert deed.kind == "deferred_update"
    heard = only(ears.heard)
    assert UPDATE.filled(heard.values) == "incident INC-1 update all / back | none | |"


def test_a_form_that_is_refused_says_why_and_is_opened_again_with_what_was_typed(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start(forms={"update": UPDATE}, refuses="Say what is known.")
    room = discord.room("refusals", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="r1", actions=(EDIT,))
    discord.answered(discord.press(ana, room, told.id, "Update"))
    discord.answered(discord.submit(ana, {"status": "dunno", "impact": "who knows"}))
    (said,) = [one for one in discord.messages(ana, room) if one["flags"] & 64]
    assert said["content"].startswith("Say what is known.")
    discord.answered(discord.press(ana, room, said["id"], "Open it again"))
    assert "who knows" in str(discord.modal(ana))
    ears.refuses = ""
    discord.answered(discord.submit(ana, {"status": "half back", "impact": "few"}))
    assert [one.values["status"] for one in ears.heard if isinstance(one, Submitted)] == [
        "dunno", "half back",
    ]  # fmt: skip


def test_a_form_that_is_none_now_is_said(discord: Discord, ana: Person, start: Start) -> None:
    backend, ears = start(forms={"update": UPDATE})
    room = discord.room("gone", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="g1", actions=(EDIT,))
    discord.answered(discord.press(ana, room, told.id, "Update"))
    ears.forms = {}
    discord.answered(discord.submit(ana, {"status": "late", "impact": ""}))
    assert whispers(discord, ana, room) == [GONE.words.as_plain()]
    discord.answered(discord.press(ana, room, told.id, "Update"))
    assert isinstance(ears.heard[-1], Pressed)  # the press itself is handed on, as no form is there


def test_a_form_that_is_not_kept_is_said_and_can_be_opened_again(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start(forms={"update": UPDATE})
    room = discord.room("unkept", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="n1", actions=(EDIT,))
    discord.answered(discord.press(ana, room, told.id, "Update"))
    ears.away = True
    discord.answered(discord.submit(ana, {"status": "late", "impact": ""}))
    assert whispers(discord, ana, room) == [NOT_KEPT]
    ears.away = False
    (said,) = [one for one in discord.messages(ana, room) if one["flags"] & 64]
    discord.answered(discord.press(ana, room, said["id"], "Open it again"))
    assert "late" in str(discord.modal(ana))


def test_what_takes_longer_than_discord_waits_is_answered_afterwards(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(slow=threading.Event())
    room = discord.room("slow", ana)
    deed = discord.slash(ana, room, "incident do", line="list")
    assert discord.answered(deed)
    assert deed.loading
    assert ears.slow is not None
    ears.slow.set()
    discord.until(lambda: whispers(discord, ana, room) == [IN_CHAT])
    assert not deed.loading


def test_where_discord_waits_no_longer_the_answer_is_told_directly(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(forms={})
    room = discord.room("late", ana)
    discord.fail("POST /interactions/{id}/{token}/callback", 10062, status=404)
    ears.away = True
    discord.slash(ana, room, "incident do", line="list")
    discord.until(lambda: any(NOT_KEPT in one["content"] for one in discord.messages(ana, "")))


def test_an_answer_that_is_there_already_is_no_trouble(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    room = discord.room("answered", ana)
    discord.fail("POST /interactions/{id}/{token}/callback", 40060)
    discord.slash(ana, room, "incident do", line="list")
    discord.until(lambda: bool(ears.heard))
    assert discord.answered(discord.slash(ana, room, "incident do", line="help"))
    assert backend.fitness().ok
