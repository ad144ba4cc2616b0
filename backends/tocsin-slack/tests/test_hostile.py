"""Whatever Slack tells, and whatever else fails, the bot goes on hearing."""

from __future__ import annotations

import json
import threading
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from tests.chat_hostile import StrictEars, broken
from tests.patience import HANGS_S
from tocsin.chat import ChatContext, DeduplicatingEars, EventResult, Heard, text
from tocsin.providers import Secret
from tocsin_slack.api import Identity
from tocsin_slack.backend import AT_ONCE, SlackBackend
from tocsin_slack.config import SlackConfig
from tocsin_slack.gap import moment
from tocsin_slack.link import Envelope

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
TS: Final = "1764350000.000100"
SAID: Final = {"type": "message", "channel": "C1", "user": "U1", "text": "on it", "ts": TS}
REACTED: Final = {
    "type": "reaction_added", "user": "U1", "reaction": "pushpin", "item_user": "U2",
    "event_ts": TS, "item": {"type": "message", "channel": "C1", "ts": TS},
}  # fmt: skip
EDITED: Final = {
    "type": "message", "subtype": "message_changed", "channel": "C1", "ts": TS,
    "message": {"user": "U1", "text": "b", "ts": TS, "edited": {"user": "U1", "ts": TS}},
    "previous_message": {"text": "a"},
}  # fmt: skip
MOVED: Final = {"type": "member_joined_channel", "user": "U1", "channel": "C1", "event_ts": TS}
EVENTS: Final = (SAID, REACTED, EDITED, MOVED)
HIDDEN: Final = json.dumps({"command": "incident note {a}", "room": "C1"})
VIEW: Final = {
    "id": "V1", "title": {"text": "t"}, "blocks": [{"type": "input", "block_id": "a"}],
    "private_metadata": HIDDEN, "state": {"values": {"a": {"filled": {"value": "x"}}}},
}  # fmt: skip
PRESS: Final = {
    "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "t", "channel": {"id": "C1"},
    "container": {"type": "message", "channel_id": "C1", "message_ts": TS},
    "actions": [{"action_id": "say:1", "value": "incident INC-1 ack", "action_ts": TS}],
}  # fmt: skip
SLASH: Final = {
    "command": "/incident", "text": "list", "user_id": "U1", "channel_id": "C1",
    "trigger_id": "1.2",
}  # fmt: skip
ENVELOPES: Final = (
    *(("events_api", {"event": one}) for one in EVENTS),
    ("interactive", PRESS),
    ("interactive", {"type": "view_submission", "user": {"id": "U1"}, "view": VIEW}),
    ("slash_commands", SLASH),
)


class Canned:
    """Answers of the Web API, and what is said in the one channel there is."""

    def __init__(self) -> None:
        self.history: list[Any] = []

    def call(self, method: str, fine: object = (), /, **what: object) -> dict[str, Any]:
        channel = {"id": "C1", "name": "x"}
        answers: dict[str, dict[str, Any]] = {
            "conversations.info": {"channel": channel},
            "conversations.history": {"messages": self.history},
            "users.conversations": {"channels": [channel]},
            "reactions.get": {"message": {"text": "words"}},
        }
        return answers.get(method, {})


@pytest.fixture
def canned() -> Canned:
    return Canned()


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, canned: Canned) -> SlackBackend:
    """One that is given its envelopes by hand; it has begun."""
    context = ChatContext(
        name="slack", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
    )
    made = SlackBackend(SlackConfig(bot_token=Secret("B"), app_token=Secret("A")), context)
    me = Identity(team="T1", user="U0BOT", bot="B0BOT", scopes=frozenset())
    monkeypatch.setattr(made._api, "call", canned.call)
    monkeypatch.setattr(made._api, "identity", lambda: me)
    made._ears = StrictEars()
    made._handle(Envelope("hello", "", {}))
    return made


@pytest.mark.parametrize(("kind", "payload"), ENVELOPES)
def test_an_envelope_of_other_types_is_ignored_or_logged(
    backend: SlackBackend, kind: str, payload: dict[str, Any]
) -> None:
    backend._ears = ears = StrictEars()
    for one in broken(deepcopy(payload)):
        backend._handle(Envelope(kind, "e", one))
    backend._handle(Envelope("events_api", "e", {"event": SAID}))
    assert ears.heard[-1].event_id == f"C1:{TS}"


@pytest.mark.parametrize("event", EVENTS)
def test_one_message_of_other_types_does_not_hide_those_behind_it(
    backend: SlackBackend, canned: Canned, event: dict[str, Any]
) -> None:
    later = {**SAID, "ts": "1764350001.000100", "text": "after it"}
    for one in broken(deepcopy(event)):
        backend._ears = ears = StrictEars()
        backend._gap._calls.clear()
        backend._gap._at = {"*": LONG_AGO, "C1": LONG_AGO}
        backend._gap.missed("C1")
        canned.history = [later, one]
        assert backend._read_back("C1")
        assert "after it" in [getattr(each, "text", "") for each in ears.heard], one


@pytest.mark.parametrize("history", [7, None, "x", {}])
def test_a_history_that_is_none_ends_nothing(
    backend: SlackBackend, canned: Canned, history: Any
) -> None:
    backend._ears = ears = StrictEars()
    canned.history = history
    backend._gap.missed("C1")
    backend._read_back("C1")
    assert ears.heard == []
    canned.history = [SAID]
    backend._gap.missed("C1")
    assert backend._read_back("C1")
    assert [one.event_id for one in ears.heard] == [f"C1:{TS}"]


def test_a_full_disk_keeps_nobody_from_being_heard(
    backend: SlackBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    backend._ears = ears = StrictEars()
    monkeypatch.setattr(Path, "write_text", full)
    for number in (1, 2):
        event = {**SAID, "ts": f"176435000{number}.000000"}
        backend._handle(Envelope("events_api", "e", {"event": event}))
    assert len(ears.heard) == 2
    monkeypatch.undo()
    backend._gap.handled("C1", moment("1764350009.000000"))
    assert json.loads((tmp_path / "slack.read").read_text())["C1"] == "1764350009.000000"


@pytest.mark.parametrize("found", ["[]", "7", '{"C1": null}', '{"C1": []}', '{"C1"', ""])
def test_a_spoilt_file_of_what_was_read_is_a_first_start(
    backend: SlackBackend, tmp_path: Path, found: str
) -> None:
    (tmp_path / "slack.read").write_text(found)
    backend._gap._at = {}
    backend._handle(Envelope("hello", "", {}))
    assert list(backend._gap._at) == ["*"]


def test_a_form_that_cannot_be_begun_is_not_acknowledged(
    backend: SlackBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So Slack says that it did not work, where silence would say that it did."""
    acknowledged, free = [], threading.Event()
    monkeypatch.setattr(backend._link, "ack", lambda id, *_: acknowledged.append(id))
    monkeypatch.setattr(backend, "_open", lambda *_: free.wait(HANGS_S))
    backend._ears = StrictEars()
    action = {"action_id": "form:update:1", "value": "incident INC-1 update", "action_ts": TS}
    for number in range(AT_ONCE + 2):
        assert backend._at_once(
            Envelope("interactive", str(number), {**PRESS, "actions": [action]})
        )
    free.set()
    assert acknowledged == [str(number) for number in range(AT_ONCE)]


def test_things_begun_by_two_threads_are_each_done_once(backend: SlackBackend) -> None:
    done: list[int] = []
    beside = backend._aside
    begun = [0, 0]

    def many(which: int) -> None:
        for number in range(300):
            begun[which] += bool(beside.do(lambda n: done.append(n), number))

    both = [threading.Thread(target=many, args=(one,)) for one in (0, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    beside.end(5)
    assert sum(begun) == len(done)


def test_a_form_that_was_refused_may_be_sent_again_as_it_is(
    backend: SlackBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever kept it from being taken may be over; one that was taken is not done twice."""

    class Refusing(StrictEars):
        refuses = True

        def hear(self, heard: Heard) -> EventResult:
            super().hear(heard)
            return EventResult(accepted=not self.refuses, reply=text("Only the IC may say so."))

    core = Refusing()
    backend._ears = DeduplicatingEars(core)
    submission = {"type": "view_submission", "user": {"id": "U1"}, "view": VIEW}
    sent = Envelope("interactive", "e", submission)
    backend._handle(sent)
    core.refuses = False
    backend._handle(sent)
    backend._handle(sent)
    ids = [one.event_id for one in core.heard]
    assert len(set(ids)) == len(ids) == 2
