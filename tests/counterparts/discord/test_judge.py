"""Discord's own document judges what is asked, and what simcord answers."""

from __future__ import annotations

import discord as library
import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.conftest import App
from tests.counterparts.discord.judge import Judge, need_judge

SEND = "POST /channels/{id}/messages"


@pytest.fixture
def judge() -> Judge:
    return need_judge()


def test_what_the_document_allows_passes(judge: Judge) -> None:
    button = {"type": 2, "style": 1, "label": "Acknowledge", "custom_id": "incident INC-1 ack"}
    asked = {
        "content": "x",
        "embeds": [{"title": "INC-1", "fields": [{"name": "a", "value": "b"}]}],
        "components": [{"type": 1, "components": [button]}],
        "allowed_mentions": {"parse": [], "users": ["1576386089516531712"]},
        "nonce": "k1",
        "enforce_nonce": True,
    }
    assert judge.asked(SEND, asked) == ""


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"content": "x" * 4001}, "$.content"),
        ({"embeds": [{"title": "x" * 257}]}, "$.embeds[0]"),
        ({"allowed_mentions": {"parse": ["ana"]}}, "$.allowed_mentions"),
        ({"nonce": "n" * 26}, "$.nonce"),
        ({"components": [{"type": 1, "components": []}]}, "$.components"),
    ],
)
def test_what_it_forbids_is_named(judge: Judge, asked: dict[str, object], where: str) -> None:
    assert judge.asked(SEND, asked).startswith(where)


def test_an_answer_that_lacks_a_field_is_named(judge: Judge) -> None:
    found = judge.answered("GET /users/@me", 200, {"id": "1576386089516531712"})
    assert "is a required property" in found


def test_what_it_forbids_is_refused_and_remembered(
    discord: Discord, app: App, judge: Judge
) -> None:
    place = app.room(discord.room("incidents"))
    with pytest.raises(library.HTTPException) as caught:
        app.do(place.send(embed=library.Embed(title="x" * 257)))
    assert caught.value.code == 50035
    (wrong,) = discord.forgive()
    assert wrong.startswith(f"{SEND} $.embeds[0]")


def test_what_discord_says_by_itself_is_answered_as_the_document_wants(
    discord: Discord, app: App, judge: Judge
) -> None:
    place = app.room(discord.room("incidents"))
    said = app.do(place.send("pinned"))
    app.do(said.pin())
    app.do(place.edit(name="other"))

    async def read() -> int:
        return len([one async for one in place.history()])

    assert app.do(read()) == 3
