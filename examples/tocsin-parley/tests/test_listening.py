"""What happens on Parley is told in its order, and acknowledged only when it was kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tocsin.chat import (
    Account,
    Action,
    Card,
    Edited,
    EventResult,
    Field,
    Form,
    Heard,
    Moved,
    Pressed,
    Reacted,
    RoomRef,
    Said,
    Submitted,
    text,
)
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_parley.backend import ParleyBackend

Make = Callable[..., ParleyBackend]
Ask = Callable[..., Any]
UPDATE = Form(
    name="update",
    title="Update INC-1",
    command="incident INC-1 update {status}",
    fields=(Field(name="status", label="Status"),),
    incident="INC-1",
)


@dataclass
class FakeEars:
    """A core that remembers what it heard, and ends the listening after so many events."""

    backend: ParleyBackend
    left: int
    away: bool = False
    heard: list[Heard] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    forms: Mapping[str, Form] = field(default_factory=dict)

    def hear(self, heard: Heard) -> EventResult:
        if self.away:
            raise StoreUnavailable("the database is away")
        self.heard.append(heard)
        self._enough()
        return EventResult()

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        self.asked.append((name, incident))
        self._enough()
        return self.forms.get(name)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()

    def _enough(self) -> None:
        self.left -= 1
        if self.left <= 0:
            self.backend.stop(1)


def listened(backend: ParleyBackend, events: int, **more: Any) -> FakeEars:
    ears = FakeEars(backend, events, **more)
    backend.listen(ears)
    return ears


@pytest.fixture
def begun(make: Make) -> None:
    """The bot was here before: what happens from now on is for it."""
    first = make()
    first.stop(1)
    first._keep(str(first.chat.ask("events", {"after": "", "wait": 0})["cursor"]))


def test_what_was_said_before_the_first_start_is_not_heard(make: Make, ask: Ask) -> None:
    room = ask("make", by="ana", name="incidents")["id"]
    ask("say", by="ana", room=room, text="!incident declare long ago")
    backend = make()
    ears = FakeEars(backend, 1)
    listening = threading.Thread(target=backend.listen, args=(ears,))
    listening.start()
    while backend.fitness().heard_at is None:
        threading.Event().wait(0.01)
    ask("say", by="ana", room=room, text="!incident list")
    listening.join(10)
    assert [one.text for one in ears.heard if isinstance(one, Said)] == ["!incident list"]


@pytest.mark.usefixtures("begun")
def test_everything_people_do_is_heard_in_its_order(make: Make, ask: Ask) -> None:
    ask("hello", by="ana", name="Ana Lima")
    chat = make().chat
    room = chat.find_room("#incidents")
    page = Action(label="Acknowledge", command="incident INC-1 ack")
    told = chat.post(room, text("You are paged."), key="k1", actions=(page,))
    said = ask("say", by="ana", room=room.id, text="on it", thread=told.id)
    ask("edit", by="ana", message=said["id"], text="on it!")
    ask("press", by="ana", message=told.id, label="Acknowledge")
    ask("react", by="bo", message=told.id, emoji="📌")
    ask("change", by="bo", room=room.id, join=["bo"])
    ask("say", by="bo", room="@bo", text="!incident list")
    one, two, three, four, five, six = listened(make(), 6).heard
    assert isinstance(one, Said)
    assert (one.text, one.thread, one.room) == ("on it", told, room)
    assert one.account == Account(platform="parley", id="ana", name="Ana Lima")
    assert one.sent_at is not None
    assert isinstance(two, Edited)
    assert isinstance(three, Pressed)
    assert (three.command, three.message) == ("incident INC-1 ack", told)
    assert isinstance(four, Reacted)
    assert (four.emoji, four.text, four.account.id) == ("📌", "You are paged.", "bo")
    assert isinstance(five, Moved)
    assert five.joined
    assert isinstance(six, Said)
    assert six.room is None
    assert len({one.event_id for one in (one, two, three, four, five, six)}) == 6


@pytest.mark.usefixtures("begun")
def test_what_was_not_kept_is_heard_again(make: Make, ask: Ask) -> None:
    room = make().chat.find_room("#incidents").id
    for words in ("one", "two"):
        ask("say", by="ana", room=room, text=words)
    with pytest.raises(StoreUnavailable):
        listened(make(), 2, away=True)
    first = listened(make(), 1).heard
    again = listened(make(), 1).heard
    assert [one.text for one in (*first, *again) if isinstance(one, Said)] == ["one", "two"]


@pytest.mark.usefixtures("begun")
def test_a_button_with_a_form_shows_it_to_whoever_pressed(make: Make, ask: Ask) -> None:
    chat = make().chat
    room = chat.find_room("#incidents")
    button = Action(label="Update", command="incident INC-1 update", form="update")
    told = chat.post(room, text("What is new?"), key="k1", actions=(button,))
    ask("press", by="ana", message=told.id, label="Update")
    ears = listened(make(), 1, forms={"update": UPDATE})
    assert (ears.heard, ears.asked) == ([], [("update", "INC-1")])
    assert len(ask("read", by="bo", room=room.id)["messages"]) == 1
    form = ask("read", by="ana", room=room.id)["messages"][-1]
    assert form["form"]["fields"][0]["label"] == "Status"
    ask("submit", by="ana", message=form["id"], values={"status": "half | back"})
    (heard,) = listened(make(), 1).heard
    assert isinstance(heard, Submitted)
    assert (heard.command, heard.values) == (UPDATE.command, {"status": "half | back"})
    assert heard.account.id == "ana"


@pytest.mark.usefixtures("begun")
def test_a_button_whose_form_is_not_there_says_its_line(make: Make, ask: Ask) -> None:
    chat = make().chat
    button = Action(label="Update", command="incident INC-1 update", form="gone")
    told = chat.post(chat.find_room("#incidents"), text("?"), key="k1", actions=(button,))
    ask("press", by="ana", message=told.id, label="Update")
    heard = listened(make(), 2).heard
    assert [one.command for one in heard if isinstance(one, Pressed)] == ["incident INC-1 update"]


def test_who_is_not_there_shows_in_fitness_and_doctor(make: Make) -> None:
    away = make("http://127.0.0.1:1")
    with pytest.raises(ProviderError):
        away.listen(FakeEars(away, 1))
    assert not away.fitness().ok
    assert [one.verdict for one in away.doctor()] == ["fault"]
    assert [one.verdict for one in make().doctor()] == ["ok"]


def test_a_wrong_token_is_told_without_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TEST_TOKEN", "wr0ng")
    (found,) = make().doctor()
    assert found.verdict == "fault"
    assert "wr0ng" not in found.detail


def test_after_a_restart_of_the_server_everything_new_is_heard(make: Make, ask: Ask) -> None:
    make()._keep("another-7")
    room = make().chat.find_room("#incidents").id
    ask("say", by="ana", room=room, text="!incident list")
    assert [one.text for one in listened(make(), 1).heard if isinstance(one, Said)] == [
        "!incident list"
    ]
