"""A private incident on Matrix through a real `tocsin run`: people read it, no homeserver does.

Ana's client encrypts by mautrix, Bo's by matrix-nio.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Keys
from tests.counterparts.matrix.client import Place as Inside
from tests.counterparts.matrix.libraries import mautrix, nio
from tests.counterparts.matrix.markup import shown
from tests.counterparts.matrix.seen import UNREADABLE, Message, messages
from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.matrix_place import Place, place
from tests.e2e.sink import PageSink
from tests.e2e.site import Site
from tests.patience import HANGS_S

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

LONG_S: Final = HANGS_S
STORE_KEY: Final = "of-the-tests-and-long-enough-to-be-one"
WORDS: Final = ("hippopotamus", "giraffe", "armadillo")


def keys(synapse: Synapse, who: Person) -> Keys:
    """One library for Bo, the other for everybody else."""
    return (nio if who.name == "bo" else mautrix)(synapse, who)


@pytest.fixture
def sink() -> Iterator[PageSink]:
    made = PageSink(SECRET)
    yield made
    made.close()


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sink: PageSink) -> Iterator[Place]:
    monkeypatch.setenv("MATRIX_STORE_KEY", STORE_KEY)
    sealed = {"encryption": "private", "store_key": {"env": "MATRIX_STORE_KEY"}}
    shop = deploy(tmp_path / "shop", pager=sink.url)
    with Synapse() as synapse, place(shop, monkeypatch, synapse, keys=keys, **sealed) as made:
        for who in made.people:
            made.client(who)  # their devices are there before anything is encrypted for them
        yield made


def begins(there: Place) -> str:
    """Ana writes to the bot alone; the id of the room of the private incident."""
    ana = there.client()
    direct = ana.write_to(there.synapse.bot, encrypted=True)
    there.until(lambda: there.synapse.bot.id in there.synapse.members(direct.id), "the bot comes")
    there.client().say(direct.id, "!incident declare --private the hippopotamus is out p1")
    there.until(lambda: rooms(there, "ana"), "the room is there", LONG_S)
    return rooms(there, "ana")[0].id


def rooms(there: Place, who: str) -> list[Inside]:
    """The rooms somebody is in that are neither #incidents nor direct."""
    every = there.client(who).places.values()
    return [one for one in every if not one.direct and not one.left and one.id != there.incidents]


def told(there: Place, who: str, room: str) -> list[Message]:
    """What the bot wrote there, as somebody reads it."""
    client = there.client(who)
    return [
        one for one in messages(client, client.places[room]) if one.sender == there.synapse.bot.id
    ]


def shows(there: Place, who: str, room: str, words: str) -> None:
    def seen() -> bool:
        return any(words in shown(one.content).text for one in told(there, who, room))

    there.until(seen, f"{who} reads {words!r}", LONG_S)


def says(there: Place, who: str, room: str, line: str) -> None:
    there.client(who).say(room, f"!incident {line}")


def test_two_libraries_read_it_through_a_kill_and_the_homeserver_keeps_no_word(
    there: Place,
) -> None:
    with running(there.deployment, "--no-input") as bot:
        there.listens()
        room = begins(there)
        shows(there, "ana", room, "the hippopotamus is out")
        says(there, "ana", room, "assign tl @bo")
        there.until(lambda: rooms(there, "bo"), "Bo is invited", LONG_S)
        shows(there, "bo", room, "the hippopotamus is out")
        bot.process.kill()
        bot.wait()
    says(there, "bo", room, "task add catch the giraffe")
    with running(there.deployment, "--no-input") as bot:
        shows(there, "ana", room, "catch the giraffe")
        says(there, "ana", room, "update investigating | the armadillo is out too | looking | 15m")
        shows(there, "bo", room, "the armadillo is out too")
        assert bot.is_well()
        assert bot.terminate() == 0
    for who in ("ana", "bo"):
        every = told(there, who, room)
        assert all(one.sealed and one.content["body"] != UNREADABLE for one in every)
    assert there.synapse.database_words(*WORDS) == ()


def test_a_deleted_device_keeps_no_page_and_a_new_one_goes_on(
    there: Place, sink: PageSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(there.deployment, "--no-input") as bot:
        site = Site(place=there, sink=sink, bot=bot)
        there.listens()
        room = begins(there)
        shows(there, "ana", room, "the hippopotamus is out")
        there.synapse.revoke(there.synapse.bot)
        site.pages()
        there.until(lambda: "M_UNKNOWN_TOKEN" in site.log(), "the log says so", LONG_S)
        bot.process.kill()
        bot.wait()
    monkeypatch.setenv("MATRIX_TOKEN", there.synapse.session(there.synapse.bot).token)
    with running(there.deployment, "--no-input") as bot:
        says(there, "ana", room, "task add catch the giraffe")  # for the device that is gone
        shows(there, "ana", room, "write it again")
        says(there, "ana", room, "task add catch the giraffe")
        shows(there, "ana", room, "catch the giraffe")
        assert bot.is_well()
    assert there.synapse.database_words(*WORDS) == ()
