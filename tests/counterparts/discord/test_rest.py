"""REST, as discord.py's own client calls it: rules, refusals, limits."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import discord as library
import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.conftest import App
from tests.counterparts.discord.limits import Limits

SEND = "POST /channels/{id}/messages"
Refused = Callable[[Coroutine[Any, Any, Any]], int]


@pytest.fixture
def refused(app: App) -> Refused:
    """The code that a call is refused with."""

    def code(work: Coroutine[Any, Any, Any]) -> int:
        with pytest.raises(library.HTTPException) as caught:
            app.do(work)
        return caught.value.code

    return code


def test_what_the_app_does_is_there_and_is_told(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    place = app.room(discord.room("incidents", ana))

    async def work() -> library.Message:
        said = await place.send("first", embed=library.Embed(title="INC-1"), nonce="k1")
        await said.edit(content="second")
        await said.pin()
        await said.add_reaction("👀")
        await place.edit(topic="INC-1")
        return said

    id = str(app.do(work()).id)
    (said,) = discord.messages(ana, str(place.id))
    assert (said["content"], said["embeds"][0]["title"]) == ("second", "INC-1")
    assert discord.pinned(str(place.id)) == {id}
    assert [one["emoji"]["name"] for one in said["reactions"]] == ["👀"]
    assert discord.about(str(place.id))["topic"] == "INC-1"
    discord.until(lambda: app.told("CHANNEL_PINS_UPDATE"))
    assert app.told("MESSAGE_CREATE")[0]["nonce"] == "k1"


def test_an_enforced_nonce_is_sent_once_for_some_minutes(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    place = app.room(discord.room("incidents", ana))

    async def twice() -> tuple[int, int]:
        first = await place.send("once", nonce="k1")
        return first.id, (await place.send("once more", nonce="k1")).id

    first, second = app.do(twice())
    assert first == second
    discord.later(3600)
    app.do(twice())
    assert [one["content"] for one in discord.messages(ana, str(place.id))] == ["once", "once"]


def test_files_come_with_their_names(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    place = app.room(discord.room("incidents", ana))
    app.do(place.send("log", file=library.File(__file__, "test.txt", description="what it said")))
    (said,) = discord.messages(ana, str(place.id))
    (file,) = said["attachments"]
    assert (file["filename"], file["description"]) == ("test.txt", "what it said")


def test_what_breaks_a_bound_is_50035(discord: Discord, app: App, refused: Refused) -> None:
    place = app.room(discord.room("incidents"))
    embed = library.Embed(description="x" * 4097)
    assert refused(place.send("x" * 2001)) == 50035
    assert refused(place.send(embed=embed)) == 50035
    assert refused(place.send("")) == 50006
    assert refused(place.edit(topic="x" * 1025)) == 50035
    assert refused(place.send("x", nonce="n" * 26)) == 50035
    discord.forgive()


def test_a_guild_holds_500_channels_and_a_category_50(
    discord: Discord, app: App, refused: Refused
) -> None:
    category = discord.category("incidents")
    server = app.get_guild(int(discord.guild_id))
    assert server is not None
    discord.until(lambda: server.get_channel(int(category)))
    held = server.get_channel(int(category))
    assert isinstance(held, library.CategoryChannel)
    discord.fill(50, category)
    assert refused(server.create_text_channel("one-more", category=held)) == 50035
    discord.fill(500 - len(discord.channels()))
    assert refused(server.create_text_channel("one-more")) == 30013


def test_permissions_are_kept_to(discord: Discord, app: App, refused: Refused) -> None:
    ana = discord.person("ana")
    place = app.room(discord.room("incidents", ana))
    said = app.do(place.send("x"))
    discord.permit(role=0)
    assert refused(said.pin()) == 50013
    assert refused(place.edit(topic="x")) == 50013
    hidden = discord.room("hidden", ana, private=True, with_bot=False)
    assert refused(app.fetch_channel(int(hidden))) == 50001
    discord.delete_channel(str(place.id))
    assert refused(place.send("x")) == 10003


def test_calls_fail_as_they_are_told_to(discord: Discord, app: App, refused: Refused) -> None:
    ana = discord.person("ana")
    place = app.room(discord.room("incidents", ana))
    discord.fail(SEND, 50013, status=403, times=2)
    assert [refused(place.send("x")), refused(place.send("x"))] == [50013, 50013]
    discord.fail(SEND, 50035, acts=True)
    assert refused(place.send("done all the same")) == 50035
    app.do(place.send("y"))
    assert [one["content"] for one in discord.messages(ana, str(place.id))][-1:] == ["y"]
    assert [one.status for one in discord.asked() if one.route == SEND] == [403, 403, 400, 200]


def test_who_asks_too_much_is_told_how_long_to_wait(discord: Discord, app: App) -> None:
    place = app.room(discord.room("incidents"))
    discord.fail(SEND, status=429, retry_after=0.05)
    app.do(place.send("said at last"))
    assert [one.status for one in discord.asked() if one.route == SEND] == [429, 200]


def test_each_place_has_a_bucket_and_all_calls_one() -> None:
    now = [100.0]
    limits = Limits(lambda: now[0])
    limits.on = True

    def ask(place: int) -> tuple[float, str]:
        wait, _ = limits.check(SEND, f"/channels/{place}/messages")
        return (wait.seconds, wait.scope) if wait else (0.0, "")

    assert [ask(1)[0] for _ in range(6)] == [0, 0, 0, 0, 0, 5.0]
    assert ask(2) == (0.0, "")
    assert limits.check(SEND, "/channels/2/messages")[1]["X-RateLimit-Remaining"] == "3"
    assert {ask(place) for place in range(3, 45)} == {(0.0, "")}
    assert ask(99) == (1.0, "global")
    now[0] += 5
    assert ask(1) == (0.0, "")


def test_a_channel_gets_two_names_or_topics_in_ten_minutes() -> None:
    now = [100.0]
    limits = Limits(lambda: now[0])
    limits.on = True

    def change(**what: object) -> float:
        wait, _ = limits.check("PATCH /channels/{id}", "/channels/1", what)
        return wait.seconds if wait else 0.0

    assert [change(topic="a"), change(name="b"), change(topic="c")] == [0.0, 0.0, 600.0]
    assert change(parent_id="2") == 0.0
    now[0] += 600
    assert change(topic="c") == 0.0


def test_a_guild_that_is_away_refuses_and_comes_back(
    discord: Discord, app: App, refused: Refused
) -> None:
    discord.outage()
    discord.until(lambda: app.told("GUILD_DELETE"))
    assert app.told("GUILD_DELETE")[0]["unavailable"] is True
    discord.outage(on=False)
    discord.until(lambda: len(app.told("GUILD_CREATE")) == 2)
    assert app.do(app.fetch_guild(int(discord.guild_id))).name == "Shop"


def test_who_was_thrown_out_has_no_business_there(
    discord: Discord, app: App, refused: Refused
) -> None:
    place = app.room(discord.room("incidents"))
    discord.kick_bot()
    discord.until(lambda: app.told("GUILD_DELETE"))
    assert "unavailable" not in app.told("GUILD_DELETE")[0]
    assert refused(place.send("x")) == 50001
    assert refused(app.fetch_guild(int(discord.guild_id))) == 50001


def test_everybody_is_listed_to_whom_the_portal_gave_the_members_intent(
    discord: Discord, app: App, refused: Refused
) -> None:
    ana = discord.person("ana")
    path = library.http.Route("GET", "/guilds/{guild_id}/members", guild_id=discord.guild_id)
    listed = app.do(app.http.request(path, params={"limit": 10}))
    assert ana.id in [one["user"]["id"] for one in listed]
    discord.disallow("members")
    assert refused(app.http.request(path, params={"limit": 10})) == 50001
