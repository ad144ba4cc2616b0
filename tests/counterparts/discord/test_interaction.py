"""Commands, presses, forms and completions, as discord.py answers them."""

from __future__ import annotations

import discord as library
import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.conftest import App


def test_a_slash_command_is_answered_for_all_to_see(discord: Discord, app: App) -> None:
    ana, bo = discord.person("ana"), discord.person("bo")
    room = discord.room("incidents", ana, bo)
    deed = discord.slash(ana, room, "incident", line="list")
    assert discord.answered(deed)
    assert (deed.kind, deed.ephemeral) == ("message", False)
    assert [one["content"] for one in discord.messages(bo, room)] == ["done: list"]


def test_an_answer_that_takes_time_is_a_whisper_that_fills(discord: Discord, app: App) -> None:
    ana, bo = discord.person("ana"), discord.person("bo")
    room = discord.room("incidents", ana, bo)
    deed = discord.slash(ana, room, "incident", line="think")
    discord.until(lambda: discord.messages(ana, room))
    assert (deed.ephemeral, deed.loading) == (True, False)
    assert [one["content"] for one in discord.messages(ana, room)] == ["thought about it"]
    assert discord.messages(bo, room) == []


def test_what_nobody_answers_is_gone_after_three_seconds(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    deed = discord.slash(ana, room, "incident", line="nothing")
    discord.until(lambda: app.told("INTERACTION_CREATE"))
    assert not discord.answered(deed, 0.1)
    discord.later(4)
    path = library.http.Route(
        "POST", "/interactions/{id}/{token}/callback", id=deed.record.id, token=deed.record.token
    )
    with pytest.raises(library.NotFound) as refused:
        app.do(app.http.request(path, json={"type": 5}))
    assert refused.value.code == 10062


def test_what_is_typed_is_completed(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    offered = discord.complete(ana, room, "incident", "line", "upd")
    assert offered == [{"name": "upd INC-1", "value": "upd1"}]


def test_a_form_is_shown_filled_in_and_sent(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    assert discord.answered(discord.slash(ana, room, "incident", line="form"))
    assert discord.fields(ana) == ("what",)
    sent = discord.submit(ana, {"what": "the disk is full"})
    assert discord.answered(sent)
    assert discord.fields(ana) == ()
    (said,) = discord.messages(ana, room)
    assert said["content"] == "filled in: the disk is full"


def test_the_menu_of_a_message_hands_it_on(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    id = discord.say(ana, room, "it burns")
    assert discord.answered(discord.menu(ana, room, id, "Declare incident"))
    assert [one["content"] for one in discord.messages(ana, room)] == [
        "it burns",
        "about: it burns",
    ]


def test_a_button_is_pressed_by_its_label(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)

    class Shown(library.ui.View):
        @library.ui.button(label="Acknowledge", custom_id="ack INC-1")
        async def pressed(
            self, interaction: library.Interaction, button: library.ui.Button[Shown]
        ) -> None:
            await interaction.response.edit_message(
                content=f"by {interaction.user.name}", view=None
            )

    place = app.room(room)

    async def show() -> int:
        return (await place.send("who?", view=Shown(timeout=None))).id

    id = str(app.do(show()))
    deed = discord.press(ana, room, id, "Acknowledge")
    assert discord.answered(deed)
    (said,) = discord.messages(ana, room)
    assert (deed.kind, said["content"], said["components"]) == ("update", "by ana", [])
