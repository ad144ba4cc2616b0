"""Whatever becomes of the homeserver and its rooms, pages go out at once; it is mended, or told.

One bot runs through all of it: a trouble leaves nothing behind that keeps the next from its end.
The last one is a token that is good for nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.markup import shown
from tests.counterparts.matrix.seen import messages
from tests.counterparts.matrix.wire import part
from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.matrix_place import Place, place
from tests.e2e.sink import PageSink
from tests.e2e.site import Site
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e

AGAIN_S: Final = HANGS_S


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site[Place]]:
    sink = PageSink(SECRET)
    shop = deploy(tmp_path_factory.mktemp("matrix") / "shop", pager=sink.url)
    with (
        Synapse() as synapse,
        pytest.MonkeyPatch.context() as patch,
        place(shop, patch, synapse, room_version="11") as there,
        running(shop, "--no-input") as bot,
    ):
        there.listens()
        yield Site(place=there, sink=sink, bot=bot)
    sink.close()


def opens(site: Site[Place]) -> tuple[str, str]:
    """A new incident that has a room: its key, and the id of the room."""
    title = site.pages()
    name = title.replace(" ", "-")

    def room() -> str:
        rooms = [one for one in site.place.client().places.values() if not one.left]
        named = [(one.id, str(one.about("m.room.canonical_alias").get("alias"))) for one in rooms]
        return next((id for id, alias in named if name in alias), "")

    site.place.until(room, f"{title!r} has a room", AGAIN_S)
    return f"INC-{title.split()[1]}", room()


def goes_on(site: Site[Place], key: str) -> None:
    """What is new is said in the incident's room, wherever that is now."""
    words = f"what {key} does"
    site.place.say(f"!incident {key} update investigating | {words} | reading logs | 15m")

    def seen() -> bool:
        client = site.place.client()
        rooms = [one for one in client.places.values() if one.id != site.place.incidents]
        said = [one for room in rooms for one in messages(client, room)]
        return any(f"Impact: {words}" in shown(one.content).text for one in said)

    site.place.until(seen, f"the update stands in a room of {key}", AGAIN_S)
    assert site.bot.is_well()


def test_pages_go_on_while_the_homeserver_is_away_and_it_is_told_afterwards(
    site: Site[Place],
) -> None:
    site.place.synapse.stop()
    title = site.pages()
    site.place.synapse.move()
    site.place.until(lambda: site.place.told(title), "it is announced in the end", AGAIN_S)
    assert site.bot.is_well()


def test_an_incident_whose_room_was_deleted_goes_on_in_another(site: Site[Place]) -> None:
    key, room = opens(site)
    site.place.synapse.delete_room(room)
    goes_on(site, key)


def test_an_incident_whose_room_the_bot_is_out_of_goes_on_in_another(site: Site[Place]) -> None:
    key, room = opens(site)
    site.place.synapse.leave(site.place.synapse.bot, room)
    goes_on(site, key)


def test_an_incident_whose_room_was_upgraded_goes_on_in_the_new_one(site: Site[Place]) -> None:
    key, room = opens(site)
    there, ana = site.place, site.place.people["ana"]
    there.synapse.admin("POST", f"/v1/rooms/{part(room)}/make_room_admin", {"user_id": ana.id})
    there.synapse.upgrade(ana, room, "12")
    goes_on(site, key)


def test_a_bot_that_is_shown_out_of_the_announcements_says_what_to_do(site: Site[Place]) -> None:
    """What could not be said is told in the log; the next one is announced."""
    there, ana, bot = site.place, site.place.people["ana"], site.place.synapse.bot
    rules = f"/rooms/{part(there.incidents)}/state/m.room.join_rules/"
    there.synapse.ask(ana, "PUT", rules, {"join_rule": "invite"})
    try:
        there.synapse.kick(ana, there.incidents, bot)
        site.pages()
        there.until(lambda: f"showed the bot out of {there.incidents}" in site.log(), "it is told")
        there.until(lambda: says_to_invite(site.log(), bot.id), "what to do")
        there.synapse.invite(ana, there.incidents, bot)
        there.until(lambda: bot.id in there.synapse.members(there.incidents), "it comes", AGAIN_S)
        title = site.pages()
        there.until(lambda: there.told(title), "the next one is announced", AGAIN_S)
    finally:
        there.synapse.ask(ana, "PUT", rules, {"join_rule": "public"})
    assert site.bot.is_well()


def says_to_invite(log: str, bot: str) -> bool:
    """Whether a post was refused with what to do: by the room it knew, or by its name."""
    sentences = ("is not in that room any more: invite it", f"make it, and invite {bot}")
    return any(sentence in log for sentence in sentences)


def test_announcements_follow_a_room_that_was_upgraded(site: Site[Place]) -> None:
    there = site.place
    there.incidents = there.synapse.upgrade(there.people["ana"], there.incidents, "11")
    title = site.pages()
    there.until(lambda: there.told(title), "it is announced in the new room", AGAIN_S)
    there.say("!incident list")
    there.until(lambda: len(there.told(title)) > 1, "what is typed there is answered", AGAIN_S)
    assert site.bot.is_well()


def test_a_token_that_is_good_for_nothing_is_told_and_pages_go_on(site: Site[Place]) -> None:
    site.place.synapse.revoke(site.place.synapse.bot)
    site.pages()
    site.place.until(lambda: "M_UNKNOWN_TOKEN" in site.log(), "the log says so", AGAIN_S)
    assert site.bot.is_well()
