"""What happens on Matrix is told in its order, and forgotten there only when it was kept."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Client
from tests.patience import COMES_S
from tocsin.chat import (
    Account,
    Action,
    Card,
    ChatContext,
    Edited,
    EventResult,
    Form,
    Heard,
    Moved,
    Pressed,
    Reacted,
    RoomRef,
    Said,
    text,
)
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Secret
from tocsin_matrix.backend import MatrixBackend
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig

TOKEN: Final = "TOCSIN_MATRIX_TEST_TOKEN"
ACK: Final = Action(label="Acknowledge", command="incident INC-1 ack")


@dataclass
class FakeEars:
    """A core that remembers what it heard; `known` are in a team file."""

    known: tuple[str, ...] = ()
    away: bool = False
    heard: list[Heard] = field(default_factory=list)

    def hear(self, heard: Heard) -> EventResult:
        if self.away:
            raise StoreUnavailable("the database is away")
        self.heard.append(heard)
        return EventResult(taken="!" in getattr(heard, "text", ""))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        known = "declare" if account.id in self.known else "report"
        return Form(name=known, title=known, command=known, fields=())

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()

    def said(self, room: str = "") -> list[str]:
        """In one room, or anywhere."""
        every = [one for one in self.heard if isinstance(one, Said)]
        return [one.text for one in every if not room or (one.room and one.room.id == room)]


@pytest.fixture(scope="module")
def homeserver() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


@pytest.fixture
def synapse(homeserver: Synapse, monkeypatch: pytest.MonkeyPatch) -> Synapse:
    monkeypatch.setenv(TOKEN, homeserver.bot.token)
    homeserver.clear()
    return homeserver


@pytest.fixture
def ana(synapse: Synapse) -> Client:
    return Client(synapse, synapse.person("ana"))


Start = Callable[..., tuple[MatrixBackend, FakeEars]]


@pytest.fixture
def start(synapse: Synapse, tmp_path: Path) -> Iterator[Start]:
    """A process that listens; its data folder is always the same."""
    running: list[tuple[MatrixBackend, threading.Thread]] = []

    def made(**known: Any) -> tuple[MatrixBackend, FakeEars]:
        ears = FakeEars(known=(synapse.person("ana").id,), **known)
        backend = new(synapse, tmp_path)
        thread = threading.Thread(target=listening, args=(backend, ears), daemon=True)
        running.append((backend, thread))
        thread.start()
        synapse.until(lambda: backend.fitness().ok)
        return backend, ears

    yield made
    for backend, thread in running:
        ends(backend, thread)


def ends(backend: MatrixBackend, thread: threading.Thread) -> None:
    """At once, however long the server would have us wait."""
    backend.stop(2)
    thread.join(COMES_S)
    assert not thread.is_alive()


def listening(backend: MatrixBackend, ears: FakeEars) -> None:
    """As the core does: after a failure it listens again, a little later."""
    while True:
        try:
            return backend.listen(ears)
        except (ProviderError, StoreUnavailable):
            time.sleep(0.1)


def new(synapse: Synapse, folder: Path) -> MatrixBackend:
    config = MatrixConfig(homeserver=synapse.url, access_token=Secret(TOKEN), encryption="never")
    context = ChatContext(
        name="matrix", data_dir=folder, clock=lambda: datetime.now(UTC), write_line=print
    )
    return MatrixBackend(config, context)


def room(synapse: Synapse, name: str, *others: Person) -> RoomRef:
    """Ana's, with the bot in it."""
    made = synapse.room(name, synapse.person("ana"), synapse.bot, *others)
    synapse.join(synapse.bot, made)
    return RoomRef(platform="matrix", id=made, name=f"#{name}")


def test_everything_people_do_is_heard_in_its_order(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    here, bo = room(synapse, "incidents"), Client(synapse, synapse.person("bo"))
    backend, ears = start()
    told = backend.chat.post(here, text("You are paged."), key="k1", actions=(ACK,))
    ana.look()
    said = ana.say(here.id, "!incident list")
    thread = ana.answer(here.id, told.id, "on it")
    ana.edit(here.id, said, "!incident close")
    ana.react(here.id, told.id, "👀")
    synapse.join(bo.who, here.id)
    bo.react(here.id, told.id, "📌")
    synapse.until(lambda: len(ears.heard) == 6)
    one, two, three, four, five, six = ears.heard
    assert isinstance(one, Said)
    assert (one.text, one.room, one.event_id) == ("!incident list", here, said)
    assert one.account == Account(platform="matrix", id=ana.who.id)
    assert one.sent_at is not None
    assert abs(one.sent_at.timestamp() - time.time()) < 60
    assert isinstance(two, Said)
    assert (two.text, two.thread, two.event_id) == ("on it", told, thread)
    assert isinstance(three, Edited)
    assert (three.text, three.message.id) == ("!incident close", said)
    assert isinstance(four, Reacted)
    assert (four.emoji, four.author) == ("👀", Account(platform="matrix", id=synapse.bot.id))
    assert "You are paged." in four.text
    assert isinstance(five, Moved)
    assert (five.joined, five.account.id) == (True, bo.who.id)
    assert isinstance(six, Reacted)


def test_an_emoji_that_the_card_names_is_its_action_for_whoever_put_it(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    here = room(synapse, "incidents")
    backend, ears = start()
    card = Card(heading=text("INC-1 P1"), lines=(text("IC: nobody"),), actions=(ACK,))
    told = backend.chat.put_card(here, card, None, key="c1")
    more = Action(label="Resolve", command="incident INC-1 resolve")
    later = Card(heading=text("INC-1 P1"), lines=(text("IC: Ana"),), actions=(ACK, more))
    backend.chat.put_card(here, later, told, key="c1")
    event = synapse.ask(ana.who, "GET", f"/rooms/{here.id}/event/{told.id}")
    named = event["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]
    for emoji in named["org.tocsin.actions"]:
        ana.react(here.id, told.id, emoji)
    synapse.until(lambda: len(ears.heard) == 2)
    found = [one for one in ears.heard if isinstance(one, Pressed)]
    assert [one.command for one in found] == [ACK.command, more.command]
    assert {one.account.id for one in found} == {ana.who.id}
    assert found[0].message == told


def test_who_writes_to_the_bot_alone_is_answered_there(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    backend, ears = start()
    place = ana.write_to(synapse.bot)
    synapse.until(lambda: synapse.bot.id in synapse.members(place.id))
    ana.say(place.id, "!incident list")
    synapse.until(lambda: bool(ears.said()))
    (said,) = [one for one in ears.heard if isinstance(one, Said)]
    assert said.room is None
    backend.chat.direct(said.account, text("No incident is open."), key="d1")
    ana.look()
    assert any("No incident is open." in str(one) for one in place.events.values())


@pytest.mark.parametrize("who", ["ana", "eve"])
def test_an_invitation_is_followed_where_it_comes_from_somebody_known(
    synapse: Synapse, start: Start, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, _ = start()
    inviting = Client(synapse, synapse.person(who))
    made = synapse.room(f"of-{who}", inviting.who, synapse.bot)
    if who == "ana":
        synapse.until(lambda: synapse.bot.id in synapse.members(made))
        return
    synapse.until(lambda: "an invitation by @eve:localhost was left" in caplog.text)
    assert synapse.bot.id not in synapse.members(made)


def test_what_was_said_before_the_bot_came_is_not_for_it(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    _, ears = start()
    made = synapse.room("incidents", ana.who)
    ana.look()
    ana.say(made, "!incident close")
    synapse.invite(ana.who, made, synapse.bot)
    synapse.until(lambda: synapse.bot.id in synapse.members(made))
    ana.say(made, "!incident list")
    synapse.until(lambda: bool(ears.said()))
    assert ears.said() == ["!incident list"]


def test_what_was_not_kept_is_heard_again_once_and_in_its_order(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    here = room(synapse, "incidents")
    _, ears = start()
    ears.away = True
    ana.look()
    for words in ("one", "two"):
        ana.say(here.id, words)
    time.sleep(0.3)
    ears.away = False
    ana.say(here.id, "three")
    synapse.until(lambda: "three" in ears.said())
    assert ears.said() == ["one", "two", "three"]


def test_what_was_said_while_nobody_listened_is_heard_by_the_next(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    here = room(synapse, "incidents")
    first, ears = start()
    ana.look()
    ana.say(here.id, "before")
    synapse.until(lambda: ears.said() == ["before"])
    first.stop(2)
    said = [f"line {n}" for n in range(60)]
    for words in said:
        ana.say(here.id, words)
    _, later = start()
    synapse.until(lambda: len(later.said()) >= 60)
    ana.say(here.id, "after")
    synapse.until(lambda: "after" in later.said())
    assert later.said() == [*said, "after"]


@pytest.mark.parametrize("since", ["another-server's", "s999999_1_0_1_1_1_1_1_0_1", ""])
def test_what_was_kept_for_a_server_of_before_is_given_up_for_what_comes_now(
    synapse: Synapse, ana: Client, start: Start, tmp_path: Path, since: str
) -> None:
    here = room(synapse, "incidents")
    ana.look()
    ana.say(here.id, "long ago")
    kept = {"user": synapse.bot.id, "since": since}
    (tmp_path / "matrix.sync").write_text(json.dumps(kept))
    _, ears = start()
    ana.say(here.id, "now")
    synapse.until(lambda: ears.said() == ["now"])


def test_a_homeserver_that_goes_away_loses_nothing(
    synapse: Synapse, ana: Client, start: Start
) -> None:
    here = room(synapse, "incidents")
    backend, ears = start()
    synapse.stop()
    synapse.until(lambda: not backend.fitness().ok)
    assert "since" in backend.fitness().detail
    synapse.move()
    ana.look()
    ana.say(here.id, "one")
    synapse.until(lambda: ears.said() == ["one"], 20)
    assert backend.fitness().ok


def test_what_is_kept_is_shown_as_seen(synapse: Synapse, ana: Client, start: Start) -> None:
    here = room(synapse, "incidents")
    start()
    ana.look()
    synapse.clear_calls()
    ana.say(here.id, "lunch?")
    ana.say(here.id, "!incident list")
    synapse.until(lambda: any("receipt/m.read" in one for one in synapse.calls()))
    assert sum(n for one, n in synapse.calls().items() if "receipt/m.read" in one) == 1


def test_who_shows_the_bot_out_is_told_in_the_log(
    synapse: Synapse, ana: Client, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    here = room(synapse, "incidents")
    start()
    synapse.kick(ana.who, here.id, synapse.bot)
    synapse.until(lambda: f"{ana.who.id} showed the bot out" in caplog.text)


def test_an_emoji_put_while_the_server_does_not_answer_is_its_action_all_the_same(
    synapse: Synapse, ana: Client, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = room(synapse, "incidents")
    backend, ears = start()
    told = backend.chat.post(here, text("You are paged."), key="k1", actions=(ACK,))
    asks, failed = MatrixClient.call, list[str]()

    def once(self: MatrixClient, method: str, path: str, *more: Any, **query: Any) -> Any:
        if "/event/" in path and not failed:
            failed.append(path)
            raise ProviderError("timeout", "no answer came")
        return asks(self, method, path, *more, **query)

    monkeypatch.setattr(MatrixClient, "call", once)
    ana.look()
    event = synapse.ask(ana.who, "GET", f"/rooms/{here.id}/event/{told.id}")
    (emoji,) = event["content"]["org.tocsin.actions"]
    ana.react(here.id, told.id, emoji)
    synapse.until(lambda: bool(failed and ears.heard))
    assert [one.command for one in ears.heard if isinstance(one, Pressed)] == [ACK.command]
