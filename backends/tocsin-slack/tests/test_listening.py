"""What happens on Slack is told in its order, and acknowledged only when it was kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

import tocsin_slack
from tests.chat_forms import DECLARE, UPDATE
from tests.counterparts.slack import Person, Slack
from tests.patience import COMES_S
from tocsin.chat import (
    GONE,
    NOT_KEPT,
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
    Submitted,
    text,
)
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Secret
from tocsin_slack.backend import SlackBackend
from tocsin_slack.config import SlackConfig
from tocsin_slack.gap import MARK

MANIFEST: Final = Path(tocsin_slack.__file__).with_name("manifest.json")
BOT, APP = "TOCSIN_SLACK_TEST_BOT", "TOCSIN_SLACK_TEST_APP"
ACK: Final = Action(label="Acknowledge", command="incident INC-1 ack")
EDIT: Final = Action(label="Update", command="incident INC-1 update", form="update")


@dataclass
class FakeEars:
    """A core that remembers what it heard."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    away: bool = False
    refuses: str = ""
    incident: str = ""
    heard: list[Heard] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    owed: tuple[Card, ...] = (Card(heading=text("INC-1 P1"), lines=(text("ack"),), actions=(ACK,)),)

    def hear(self, heard: Heard) -> EventResult:
        if self.away:
            raise StoreUnavailable("the database is away")
        self.heard.append(heard)
        return EventResult(accepted=not self.refuses, reply=text(self.refuses))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        if self.away:
            raise StoreUnavailable("the database is away")
        self.asked.append((name, account.id, incident))
        return self.forms.get(name if name or not room or room.id != self.incident else "none")

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return self.owed

    def said(self, room: str = "") -> list[str]:
        """In one room, or anywhere."""
        every = [one for one in self.heard if isinstance(one, Said)]
        return [one.text for one in every if not room or (one.room and one.room.id == room)]


@pytest.fixture(scope="module")
def workspace() -> Iterator[Slack]:
    with Slack(manifest=MANIFEST) as made:
        yield made


@pytest.fixture
def slack(workspace: Slack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    monkeypatch.setenv(BOT, workspace.bot_token)
    monkeypatch.setenv(APP, workspace.app_token)
    yield workspace
    workspace.mend()


@pytest.fixture
def ana(slack: Slack) -> Person:
    return slack.person("ana")


Start = Callable[..., tuple[SlackBackend, FakeEars]]


@pytest.fixture
def start(slack: Slack, tmp_path: Path) -> Iterator[Start]:
    """A process that listens; its data folder is always the same."""
    running: list[tuple[SlackBackend, threading.Thread]] = []

    def made(**known: Any) -> tuple[SlackBackend, FakeEars]:
        backend, ears = new(slack, tmp_path), FakeEars(**known)
        thread = threading.Thread(target=listening, args=(backend, ears), daemon=True)
        running.append((backend, thread))
        thread.start()
        slack.until(lambda: backend.fitness().ok)
        slack.until(lambda: (tmp_path / "slack.read").exists())
        return backend, ears

    yield made
    for backend, thread in running:
        backend.stop(2)
        thread.join(COMES_S)
        assert not thread.is_alive()
    slack.until(lambda: slack.sockets() == 0)


def listening(backend: SlackBackend, ears: FakeEars) -> None:
    """As the core does: after a failure it listens again, a little later."""
    while True:
        try:
            return backend.listen(ears)
        except ProviderError:
            time.sleep(0.1)


def new(slack: Slack, folder: Path) -> SlackBackend:
    now = partial(datetime.now, UTC)
    context = ChatContext(name="slack", data_dir=folder, clock=now, write_line=print)
    config = SlackConfig(
        bot_token=Secret(BOT), app_token=Secret(APP), base_url=slack.url,
        user_groups={"checkout-oncall": "shop"},)  # fmt: skip
    return SlackBackend(config, context)


def stop(slack: Slack, backend: SlackBackend) -> None:
    backend.stop(2)
    slack.until(lambda: slack.sockets() == 0)


def only(found: list[Any]) -> Any:
    (one,) = found
    return one


def test_everything_people_do_is_heard_in_its_order(
    slack: Slack, ana: Person, start: Start
) -> None:
    backend, ears = start()
    bo = slack.person("bo")
    room = slack.room("incidents", ana)
    told = backend.chat.post(ref(room), text("You are paged."), key="k1", actions=(ACK,))
    said = slack.say(ana, room, "on it", thread=told.id)
    slack.edit(ana, room, said, "on it!")
    slack.press(ana, room, told.id, "Acknowledge")
    slack.join(bo, room)
    slack.react(bo, room, told.id, "📌")
    slack.say(bo, "", "!incident list")
    slack.slash(ana, room, "/incident", "INC-1 ack")
    slack.until(lambda: len(mine(ears)) == 7)
    one, two, three, four, five, six, seven = mine(ears)
    assert isinstance(one, Said)
    assert (one.text, one.thread, one.room) == ("on it", told, ref(room))
    assert one.account == Account(platform="slack", id=ana.id)
    assert one.sent_at is not None
    assert isinstance(two, Edited)
    assert two.text == "on it!"
    assert isinstance(three, Pressed)
    assert (three.command, three.message) == (ACK.command, told)
    assert isinstance(four, Moved)
    assert four.joined
    assert isinstance(five, Reacted)
    assert (five.emoji, five.text) == ("pushpin", "You are paged.")
    assert five.author is not None
    assert five.author.id == slack.bot.id
    assert isinstance(six, Said)
    assert six.room is None
    assert isinstance(seven, Said)
    assert (seven.text, seven.room) == ("!incident INC-1 ack", ref(room))
    slack.until(lambda: not slack.unacknowledged())


def ref(channel: str, name: str = "#incidents") -> RoomRef:
    return RoomRef(platform="slack", id=channel, name=name)


def mine(ears: FakeEars) -> list[Heard]:
    """Without those who were brought in when the channel was made."""
    at = next((n for n, one in enumerate(ears.heard) if isinstance(one, Said)), 0)
    return ears.heard[at:]


def test_a_mention_is_heard_once_though_slack_tells_it_twice(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = slack.room("mentions", ana)
    slack.say(ana, room, "@tocsin declare checkout is down")
    slack.say(ana, room, "that was all")
    slack.until(lambda: "that was all" in ears.said())
    assert ears.said() == ["!declare checkout is down", "that was all"]


def test_people_and_user_groups_are_read_as_they_were_typed(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start()
    room, group = slack.room("groups", ana), slack.user_group("checkout-oncall", "Checkout", ana)
    slack.say(ana, room, f"!incident page <!subteam^{group}> <@{ana.id}> p99 &gt; 3 s", raw=True)
    slack.until(lambda: bool(ears.said()))
    assert ears.said() == [f"!incident page shop @{ana.id} p99 > 3 s"]


def test_what_was_not_kept_is_not_acknowledged_and_heard_again(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start(away=True)
    room = slack.room("outage", ana)
    slack.say(ana, room, "one")
    slack.until(lambda: any(text_of(one) == "one" for one in slack.unacknowledged()))
    ears.away = False
    slack.say(ana, room, "two")
    slack.until(lambda: "two" in ears.said(room))
    assert ears.said(room) == ["one", "two"]
    slack.redeliver()
    slack.until(lambda: not [one for one in slack.unacknowledged() if text_of(one)])
    assert ears.said(room) == ["one", "two"]


def text_of(envelope: Any) -> str:
    return str(envelope.payload.get("event", {}).get("text", ""))


def test_what_was_said_while_nobody_listened_is_heard_by_the_next(
    slack: Slack, ana: Person, start: Start
) -> None:
    first, ears = start()
    room = slack.room("restart", ana)
    slack.say(ana, room, "one")
    slack.until(lambda: ears.said(room) == ["one"])
    stop(slack, first)
    slack.say(ana, room, "two")
    slack.say(ana, room, "three")
    _, later = start()
    slack.until(lambda: len(later.said(room)) >= 2)
    slack.redeliver()
    slack.say(ana, room, "four")
    slack.until(lambda: "four" in later.said(room))
    assert later.said(room) == ["two", "three", "four"]


@pytest.mark.parametrize("what", ["drop", "disconnect"])
def test_a_lost_connection_loses_nothing(
    slack: Slack, ana: Person, start: Start, what: str
) -> None:
    _, ears = start()
    room = slack.room(f"lost-{what}", ana)
    slack.say(ana, room, "one")
    slack.until(lambda: ears.said(room) == ["one"])
    getattr(slack, what)()
    slack.say(ana, room, "two")
    slack.until(lambda: "two" in ears.said(room))
    assert ears.said(room) == ["one", "two"]


def test_a_press_that_was_not_kept_is_told_to_who_pressed(
    slack: Slack, ana: Person, start: Start
) -> None:
    backend, ears = start()
    room = slack.room("presses", ana)
    told = backend.chat.post(ref(room), text("Paged."), key="k1", actions=(ACK,))
    ears.away = True
    slack.press(ana, room, told.id, "Acknowledge")
    slack.slash(ana, room, "/incident", "list")
    slack.until(lambda: [one["text"] for one in whispers(slack, ana, room)] == [NOT_KEPT] * 2)


def test_why_a_command_was_in_vain_is_shown_to_who_typed_it_and_to_nobody_else(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start(refuses="Only the IC may say so.")
    room = slack.room("vain", ana, slack.person("bo"))
    slack.slash(ana, room, "/incident", "resolve")
    slack.until(lambda: [one["text"] for one in whispers(slack, ana, room)] == [ears.refuses])
    assert whispers(slack, slack.person("bo"), room) == []
    assert all(one.whispered for one in ears.heard)


def whispers(slack: Slack, who: Person, room: str) -> list[Any]:
    return [one for one in slack.messages(who, room) if one.get("is_ephemeral")]


def test_a_button_with_a_form_shows_it_to_whoever_pressed(
    slack: Slack, ana: Person, start: Start
) -> None:
    backend, ears = start(forms={"update": UPDATE})
    room = slack.room("forms", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="k1", actions=(EDIT,))
    pressed = slack.press(ana, room, told.id, "Update")
    slack.until(lambda: slack.fields(ana) == ("status", "impact"))
    assert slack.acknowledged(pressed)
    assert ears.asked == [("update", ana.id, "INC-1")]
    answer = slack.submit(ana, {"status": "all | back", "impact": "none"})
    assert answer == {}
    assert slack.modal(ana) is None
    (heard,) = [one for one in ears.heard if isinstance(one, Submitted)]
    assert UPDATE.filled(heard.values) == "incident INC-1 update all / back | none | |"
    assert (heard.command, heard.room, heard.account.id) == (
        UPDATE.command,
        ref(room, "#forms"),
        ana.id,
    )


def test_a_form_is_open_before_it_is_asked_for(slack: Slack, ana: Person, start: Start) -> None:
    class Slow(FakeEars):
        free = threading.Event()

        def form(self, *what: Any) -> Form | None:
            assert self.free.wait(COMES_S)
            return super().form(*what)

    backend, _ = start()
    ears = Slow(forms={"update": UPDATE})
    backend._ears = ears
    room = slack.room("slow", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="k1", actions=(EDIT,))
    slack.press(ana, room, told.id, "Update")
    slack.until(lambda: slack.modal(ana) is not None)
    assert slack.fields(ana) == ()
    ears.free.set()
    slack.until(lambda: slack.fields(ana) == ("status", "impact"))
    assert (slack.modal(ana) or {})["blocks"][-2]["element"]["initial_value"] == "half is back"
    slack.close_modal(ana)


@pytest.mark.parametrize("away", [False, True])
def test_a_form_that_is_refused_stays_and_says_why(
    slack: Slack, ana: Person, start: Start, away: bool
) -> None:
    backend, ears = start(forms={"update": UPDATE})
    room = slack.room(f"refused-{away}".lower(), ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="k1", actions=(EDIT,))
    slack.press(ana, room, told.id, "Update")
    slack.until(lambda: bool(slack.fields(ana)))
    ears.away, ears.refuses = away, "Only the IC may say so."
    answer = slack.submit(ana, {"status": "back"})
    assert answer is not None
    assert answer["errors"] == {"status": NOT_KEPT if away else "Only the IC may say so."}
    ears.away, ears.refuses = False, ""
    assert slack.submit(ana, {"status": "back again"}) == {}


def test_a_button_whose_form_is_not_there_says_its_line(
    slack: Slack, ana: Person, start: Start
) -> None:
    backend, ears = start(refuses="INC-1 is closed.")
    room = slack.room("gone", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="k1", actions=(EDIT,))
    slack.press(ana, room, told.id, "Update")
    slack.until(lambda: words(slack, ana) == "INC-1 is closed.")
    assert [one.command for one in ears.heard if isinstance(one, Pressed)] == [EDIT.command]
    slack.close_modal(ana)


def words(slack: Slack, who: Person) -> str:
    view = slack.modal(who)
    return str(view["blocks"][0].get("text", {}).get("text", "")) if view else ""


def test_a_form_in_an_outage_says_so(slack: Slack, ana: Person, start: Start) -> None:
    backend, _ = start(away=True)
    room = slack.room("away", ana)
    told = backend.chat.post(ref(room), text("What is new?"), key="k1", actions=(EDIT,))
    slack.press(ana, room, told.id, "Update")
    slack.until(lambda: words(slack, ana) == NOT_KEPT)
    slack.close_modal(ana)


def test_the_shortcut_fills_the_form_from_the_message(
    slack: Slack, ana: Person, start: Start
) -> None:
    start(forms={"declare": DECLARE})
    room = slack.room("shortcut", ana)
    said = slack.say(ana, room, "checkout is <down> for\neverybody in Europe")
    slack.shortcut(ana, room, said, "declare")
    slack.until(lambda: slack.fields(ana) == ("title",))
    view = slack.modal(ana)
    assert view is not None
    element = view["blocks"][-1]["element"]
    assert element["initial_value"] == "checkout is <down> for everybo"
    assert slack.submit(ana, {"title": "checkout down"}) == {}


def test_a_shortcut_without_a_form_says_so(slack: Slack, ana: Person, start: Start) -> None:
    start()
    room = slack.room("no-form", ana)
    slack.shortcut(ana, room, slack.say(ana, room, "help"), "declare")
    slack.until(lambda: words(slack, ana) == GONE.words.as_plain())
    slack.close_modal(ana)


def test_the_bare_command_declares_outside_of_an_incident_and_asks_inside(
    slack: Slack, ana: Person, start: Start
) -> None:
    backend, ears = start(forms={"": DECLARE})
    outside = slack.room("outside", ana)
    slack.slash(ana, outside, "/incident", "")
    slack.until(lambda: slack.fields(ana) == ("title",))
    slack.close_modal(ana)
    assert not ears.said()
    inside = backend.chat.open_room("inc-9-inside", "0192", private=False).id
    assert slack.about(inside)["purpose"]["value"].startswith(MARK)
    ears.incident = inside
    slack.slash(ana, inside, "/incident", "")  # the backend does not know that channel yet
    slack.until(lambda: ears.said(inside) == ["!incident"])
    slack.slash(ana, inside, "/incident", "")
    slack.until(lambda: ears.said(inside) == ["!incident"] * 2)
    slack.until(lambda: words(slack, ana) == "The answer comes in the chat.")
    slack.close_modal(ana)


def test_what_is_typed_where_the_bot_is_not_is_as_if_said_to_it_alone(
    slack: Slack, ana: Person, start: Start
) -> None:
    """A reply there would bring it into the channel, to hear all of it, whoever typed."""
    _, ears = start(forms={"declare": DECLARE})
    where = slack.room("elsewhere", ana, with_bot=False)
    slack.slash(ana, where, "/incident", "list")
    slack.shortcut(ana, where, slack.say(ana, where, "checkout is down"), "declare")
    slack.until(lambda: slack.fields(ana) == ("title",))
    assert slack.submit(ana, {"title": "checkout down"}) == {}
    assert [type(one) for one in ears.heard] == [Said, Submitted]
    assert [one.room for one in ears.heard] == [None, None]
    slack.invite(ana, where, slack.somebody(slack.bot.id))
    slack.slash(ana, where, "/incident", "list")
    slack.until(lambda: len(ears.heard) > 2)
    assert ears.heard[-1].room == ref(where, "#elsewhere")


def test_app_home_shows_what_one_owes_and_is_drawn_anew_after_a_press(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start()
    slack.open_home(ana)
    slack.until(lambda: slack.home(ana) is not None)
    ears.owed = (Card(heading=text("Nothing is owed."), lines=()),)
    slack.press_in_view(ana, "Acknowledge", home=True)
    slack.until(lambda: "Nothing is owed." in str(slack.home(ana)))
    (heard,) = [one for one in ears.heard if isinstance(one, Pressed)]
    assert (heard.command, heard.room, heard.account.id) == (ACK.command, None, ana.id)


def test_what_slack_never_wrote_before_does_not_stop_it(
    slack: Slack, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = slack.room("strange", ana)
    envelope = next(one for one in slack.envelopes() if one.kind == "events_api")
    for event in ({}, {"type": "message"}, {"type": 7, "channel": {"id": "C1"}}, {"type": "x"}):
        envelope.payload = {"event": event}
        slack.send_again(envelope)
    slack.say(ana, room, "still there")
    slack.until(lambda: ears.said() == ["still there"])


def test_a_token_that_is_refused_is_told_without_it(
    slack: Slack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("apps.connections.open", "invalid_auth")
    backend = new(slack, tmp_path)
    with pytest.raises(ProviderError, match="invalid_auth"):
        backend.listen(FakeEars())
    assert "invalid_auth" in backend.fitness().detail
    assert not backend.fitness().ok
    assert slack.app_token not in backend.fitness().detail + caplog.text


def test_stopping_leaves_no_thread(slack: Slack, start: Start) -> None:
    before = threading.active_count()
    backend, _ = start()
    stop(slack, backend)
    backend.stop(0)
    slack.until(lambda: threading.active_count() <= before)
