"""What a homeserver tells is kept in its order before it may forget it, and nothing is left out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest

from tests.patience import COMES_S, HANGS_S
from tocsin.errors import ProviderError
from tocsin_matrix.client import Me, room_path
from tocsin_matrix.errors import fault
from tocsin_matrix.sync import AT_ONCE, PAGE, PAGES, Sync

ME: Final = "@tocsin:example.org"
ROOM: Final = "!incidents"


@dataclass
class Plain:
    """What cannot be read at once is told with later news."""

    late: list[tuple[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def receive(self, answer: Any) -> list[tuple[str, Any]]:
        self.seen.append(answer["next_batch"])
        late, self.late = self.late, []
        return late


@dataclass
class Server:
    """A homeserver whose tokens count events: `s3` = three of them are known."""

    events: list[tuple[str, Any]] = field(default_factory=list)
    invited: dict[str, Any] = field(default_factory=dict)
    encryption: Plain = field(default_factory=Plain)
    fails: dict[str, ProviderError] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    news: threading.Event = field(default_factory=threading.Event)
    me: Me = field(default_factory=lambda: Me(user=ME, server="example.org", device="D"))

    def say(self, *bodies: str, room: str = ROOM, **more: Any) -> None:
        for body in bodies:
            told = {"type": "m.room.message", "event_id": f"${len(self.events)}",
                    "content": {"body": body}, **more}  # fmt: skip
            self.events.append((room, told))

    def member(self, user: str, now: str, room: str = ROOM, **more: Any) -> None:
        told = {"type": "m.room.member", "state_key": user, "content": {"membership": now}, **more}
        self.events.append((room, told))

    def inside(self, room: str, method: str, path: str, *more: Any, **query: Any) -> Any:
        return self.call(method, room_path(room, path), *more, **query)

    def call(self, method: str, path: str, body: object = None, fine: Any = (), /, *,
             seconds: float | None = None, **asked: Any) -> Any:  # fmt: skip
        lists = {name: one if isinstance(one, list) else [one] for name, one in asked.items()}
        query = {name: str(one) for name, each in lists.items() for one in each}
        self.asked.append((path, query))
        if error := self.fails.get(path.rpartition("/")[2]):
            if getattr(error, "word", "") in fine:
                return {}
            raise error
        return self._sync(**query) if path.endswith("/sync") else self._messages(path, **query)

    def _sync(self, *, filter: str, timeout: str, since: str = "s0") -> Any:
        at, limit = int(since[1:]), json.loads(filter)["room"]["timeline"]["limit"]
        if at == len(self.events) and timeout != "0":
            self.news.wait(HANGS_S)
        joined = {}
        for room in {room for room, _ in self.events[at:]}:
            of = [n for n, (where, _) in enumerate(self.events) if where == room and n >= at]
            joined[room] = {"timeline": {
                "events": [self.events[n][1] for n in of[-limit:]], "limited": len(of) > limit,
                "prev_batch": f"s{of[-limit:][0]}",
            }}  # fmt: skip
        return {"next_batch": f"s{len(self.events)}",
                "rooms": {"join": joined, "invite": self.invited}}  # fmt: skip

    def _messages(self, path: str, *, to: str, limit: str, **asked: Any) -> Any:
        assert asked["dir"] == "b"
        end, start = int(asked["from"][1:]), int(to[1:])
        of = [n for n, (where, _) in enumerate(self.events)
              if where in unquote(path) and start <= n < end][::-1][: int(limit)]  # fmt: skip
        return {"chunk": [self.events[n][1] for n in of], **({"end": f"s{of[-1]}"} if of else {})}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def start(server: Server, tmp_path: Path) -> Callable[[], Sync]:
    """A process that begins to ask for news; its data folder is always the same."""

    def made() -> Sync:
        client: Any = server
        sync = Sync(client, tmp_path / "matrix.sync")
        sync.begin()
        return sync

    return made


def told(sync: Sync, *, keeps: bool = True) -> list[str]:
    """What was said, taken out of the line."""
    found = []
    while sync.waiting:
        _, one = sync.waiting.popleft()
        found.append(one["content"].get("body") or one["content"]["membership"])
    if keeps:
        sync.keep()
    return found


def first(sync: Sync) -> Sync:
    sync.poll()
    assert told(sync) == []
    return sync


def test_the_first_start_hears_nothing_of_what_was_said_before(
    server: Server, start: Callable[[], Sync]
) -> None:
    server.say("!incident close")
    sync = first(start())
    server.say("one", "two")
    sync.poll()
    assert told(sync) == ["one", "two"]


def test_what_was_not_kept_is_told_again_by_the_next_process(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.say("one")
    sync.poll()
    assert told(sync, keeps=False) == ["one"]
    later = start()
    server.say("two")
    later.poll()
    assert told(later) == ["one", "two"]
    after = start()
    server.say("three")
    after.poll()
    assert told(after) == ["three"]


def test_what_waits_stays_in_line_when_the_same_process_begins_again(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.say("one", "two")
    sync.poll()
    sync.waiting.popleft()
    sync.begin()
    assert told(sync) == ["two"]


def test_another_account_begins_anew(
    server: Server, start: Callable[[], Sync], monkeypatch: pytest.MonkeyPatch
) -> None:
    first(start())
    server.say("!incident close")
    monkeypatch.setattr(server, "me", Me(user="@b:x", server="x", device="D"))
    first(start())


def test_a_file_that_cannot_be_read_is_a_first_start(
    server: Server, start: Callable[[], Sync], tmp_path: Path
) -> None:
    for broken in ("", "[]", "{}", json.dumps({"user": ME, "since": 7}), "\udcff"):
        (tmp_path / "matrix.sync").write_text(broken, errors="surrogateescape")
        server.say("!incident close")
        first(start())


@pytest.mark.parametrize("more", [1, AT_ONCE, AT_ONCE + PAGE + 7])
def test_what_the_server_leaves_out_is_read_back_in_its_order(
    server: Server, start: Callable[[], Sync], more: int
) -> None:
    server.say("before")
    sync = first(start())
    said = [f"{n}" for n in range(AT_ONCE + more)]
    for n, body in enumerate(said):
        server.say(body)
        if n % 3 == 0:
            server.say("elsewhere", room="!other")
    sync.poll()
    found = [one["content"]["body"] for room, one in sync.waiting if room == ROOM]
    assert found == said


def test_of_very_much_the_newest_is_heard_and_the_log_says_so(
    server: Server, start: Callable[[], Sync], caplog: pytest.LogCaptureFixture
) -> None:
    sync = first(start())
    most = AT_ONCE + PAGES * PAGE
    server.say(*(f"{n}" for n in range(most + 30)))
    sync.poll()
    assert told(sync) == [f"{n}" for n in range(30, most + 30)]
    assert "left out" in caplog.text


def test_nothing_is_lost_while_what_was_left_out_cannot_be_read(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.say(*(f"{n}" for n in range(AT_ONCE + 1)))
    server.fails["messages"] = ProviderError("unavailable", "away")
    with pytest.raises(ProviderError):
        sync.poll()
    server.fails.clear()
    sync.poll()
    assert len(told(sync)) == AT_ONCE + 1


def test_a_room_that_is_gone_holds_up_no_other(server: Server, start: Callable[[], Sync]) -> None:
    sync = first(start())
    server.say(*(f"{n}" for n in range(AT_ONCE + 1)))
    server.say("other", room="!other")
    server.fails["messages"] = fault("M_FORBIDDEN")
    sync.poll()
    assert "other" in told(sync)


def test_what_was_said_in_a_room_before_the_bot_came_is_not_for_it(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.say("!incident close")
    server.member(ME, "join", unsigned={"prev_content": {"membership": "invite"}})
    server.say("!incident list")
    server.member(ME, "join", unsigned={"prev_content": {"membership": "join"}})
    sync.poll()
    assert told(sync) == ["join", "!incident list", "join"]


def test_an_invitation_is_told_from_the_first_start_on(
    server: Server, start: Callable[[], Sync]
) -> None:
    ours = {"type": "m.room.member", "state_key": ME, "sender": "@ana:x",
            "content": {"membership": "invite"}}  # fmt: skip
    server.invited = {
        "!new": {"invite_state": {"events": [{"type": "m.room.name", "state_key": ""}, ours]}},
        "!hostile": {"invite_state": {"events": [{}, 7]}}, "!worse": [],
    }  # fmt: skip
    sync = start()
    sync.poll()
    assert list(sync.waiting) == [("!new", ours)]


def test_an_invitation_beside_which_stands_a_forged_one_is_left(
    server: Server, start: Callable[[], Sync]
) -> None:
    """A stranger's server writes what it likes beside it: that somebody known invites, say."""
    real = {"type": "m.room.member", "state_key": ME, "sender": "@eve:evil.example",
            "content": {"membership": "invite"}}  # fmt: skip
    forged = {**real, "sender": "@ana:example.org"}
    server.invited = {"!hostile": {"invite_state": {"events": [forged, real]}}}
    sync = start()
    sync.poll()
    assert not sync.waiting


def test_what_could_not_be_read_before_comes_first(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.encryption.late = [(ROOM, {"content": {"body": "late"}})]
    server.say("now")
    sync.poll()
    assert told(sync) == ["late", "now"]
    assert server.encryption.seen == ["s0", "s1"]


@pytest.mark.parametrize("answer", [{}, {"next_batch": 7}, {"next_batch": "s", "rooms": 7}, []])
def test_what_is_no_answer_of_matrix_is_asked_again(
    server: Server, start: Callable[[], Sync], monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    sync = first(start())
    server.say("one")
    with monkeypatch.context() as broken:
        broken.setattr(server, "_sync", lambda **_: answer)
        with pytest.raises(ProviderError, match="no news"):
            sync.poll()
    sync.poll()
    assert told(sync) == ["one"]


def test_a_server_that_forgot_how_far_we_are_is_asked_as_at_a_first_start(
    server: Server, start: Callable[[], Sync], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """As after it was put back from a backup, or moved to another machine."""
    first(start())
    server.say("before the backup")
    plain, refused = server._sync, list[str]()

    def forgot(**asked: Any) -> Any:
        if asked.get("since") == "s0":
            refused.append("s0")
            raise fault("M_UNKNOWN")
        return plain(**asked)

    monkeypatch.setattr(server, "_sync", forgot)
    sync = start()
    sync.poll()
    assert told(sync) == []
    assert "what was said meanwhile is left out" in caplog.text
    server.say("after it")
    sync.poll()
    assert told(sync) == ["after it"]
    server.say("and later")
    later = start()
    later.poll()
    assert told(later) == ["and later"]
    assert refused == ["s0"]


@pytest.mark.parametrize("word", ["M_UNRECOGNIZED", "M_FORBIDDEN", "M_UNKNOWN_TOKEN"])
def test_a_server_that_refuses_for_another_reason_knows_how_far_we_are(
    server: Server, start: Callable[[], Sync], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    sync = first(start())
    server.say("one")
    with monkeypatch.context() as broken:
        broken.setitem(server.fails, "sync", fault(word))
        with pytest.raises(ProviderError):
            sync.poll()
    sync.poll()
    assert told(sync) == ["one"]


def test_a_wait_for_news_ends_at_once_when_it_is_stopped(
    server: Server, start: Callable[[], Sync]
) -> None:
    sync = first(start())
    server.say("one")
    sync.poll()
    assert told(sync) == ["one"]
    asks = threading.Thread(target=sync.poll)
    asks.start()
    sync.stop()
    asks.join(COMES_S)
    assert not asks.is_alive()
    server.news.set()
    sync.poll()  # it is stopped already
    assert not sync.waiting
