"""A Slack workspace on loopback: what people do in it, what they see, and what goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from tests.counterparts.slack import deeds, methods
from tests.counterparts.slack.emulator import Emulator, Json
from tests.counterparts.slack.faults import Fault
from tests.counterparts.slack.forms import field_names
from tests.counterparts.slack.front import Front
from tests.counterparts.slack.limits import POSTS_BURST
from tests.counterparts.slack.manifest import Manifest, read
from tests.counterparts.slack.mrkdwn import Names
from tests.counterparts.slack.persons import BOT, Person
from tests.counterparts.slack.socket_mode import ACK_S, Envelope
from tests.counterparts.slack.workspace import Call
from tests.patience import COMES_S

T = TypeVar("T")
SEATS: Final = tuple(f"U0SEAT{number:02d}" for number in range(1, 41))
EMOJI: Final = {
    "📌": "pushpin", "⭐": "star", "✅": "white_check_mark", "👀": "eyes", "👍": "+1", "🔥": "fire",
    "🚨": "rotating_light", "❌": "x", "❗": "exclamation", "📍": "round_pushpin",
}  # fmt: skip


class Slack:
    """Runs from `with` to its end; see the README beside for what it proves, and what it cannot."""

    def __init__(self, *, manifest: Path | None = None, ids: tuple[str, ...] = ()) -> None:
        """`manifest`: what the app asks for is what it gets; None = all there is.

        `ids` are accounts with ids that Slack would not give, for `person(…, id=…)`.
        """
        self.bot = BOT
        self.bot_token = BOT.token
        self.app_token = "xapp-1-A0TOCSIN01-tocsin"
        self._seats = iter(SEATS)
        self._emulator = Emulator((*SEATS, *ids))
        try:
            asked = read(manifest) if manifest else Manifest()
            self._front = Front(self._emulator, self.app_token, asked)
        except BaseException:
            self._emulator.close()
            raise
        self._space = self._front.space
        self.url = f"{self._front.url}/api/"
        self.calls = self._space.calls
        self.manifest = self._space.manifest
        self.scopes = self._space.scopes

    def __enter__(self) -> Slack:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all of it."""
        self._front.close()
        self._emulator.close()

    # ------------------------------------------------------------------ who and where there is
    def person(
        self, name: str, *, guest: bool = False, stranger: bool = False, bot: bool = False,
        email: str = "", id: str = "",
    ) -> Person:  # fmt: skip
        """Somebody new, or who is there already by that name."""
        for one in self._space.people.values():
            if one.name == name:
                return one
        seat = id or next(self._seats)
        made = Person(seat, name, f"xoxp-{seat}", email, guest, stranger, bot)
        self._space.people[seat] = made
        return made

    def somebody(self, id: str) -> Person:
        """Whoever has an account."""
        return self._space.people[id]

    def room(self, name: str, *who: Person, private: bool = False, with_bot: bool = True) -> str:
        """The first of them makes a channel and brings in the others, and the bot; its id."""
        return self._do(deeds.make_room(self._space, name, who, private=private, with_bot=with_bot))

    def channel(self, name: str) -> str | None:
        """The id of a channel, private ones included; None = there is none."""
        return self._do(deeds.channel_ids(self._space)).get(name.removeprefix("#"))

    def about(self, channel: str) -> Json:
        """A channel with its `members`, `topic`, `purpose`, `is_archived` …"""
        return self._do(self._space.channel(channel))

    def bookmarks(self, channel: str) -> tuple[tuple[str, str], ...]:
        """(title, address) of each, in their order."""
        found = self._call(self._seer(channel), "bookmarks.list", channel_id=channel)
        return tuple((one["title"], one["link"]) for one in found["bookmarks"])

    def user_group(self, handle: str, name: str, *who: Person) -> str:
        """A user group of these people; its id."""
        made = f"S0GROUP{len(self._space.groups) + 1:02d}"
        users = [one.id for one in who]
        self._space.groups.append({"id": made, "handle": handle, "name": name, "users": users})
        return made

    # ---------------------------------------------------------------------- what people do
    def say(
        self, who: Person, channel: str, text: str, *, thread: str = "", raw: bool = False
    ) -> str:
        """Somebody types a line; `raw`: it is markup already. "" = to the bot. Its `ts`."""
        return self._do(deeds.say(self._space, who, channel, text, thread, raw=raw))

    def edit(self, who: Person, channel: str, ts: str, text: str) -> None:
        """Somebody changes a message of theirs."""
        typed = self._do(deeds.as_typed(self._space, text))
        self._call(who, "chat.update", channel=channel, ts=ts, text=typed)

    def delete(self, who: Person, channel: str, ts: str) -> None:
        """Somebody takes a message of theirs away."""
        self._call(who, "chat.delete", channel=channel, ts=ts)

    def react(self, who: Person, channel: str, ts: str, emoji: str, *, added: bool = True) -> None:
        """Somebody puts an emoji under a message, or takes it away."""
        method = "reactions.add" if added else "reactions.remove"
        name = EMOJI.get(emoji, emoji.strip(":"))
        self._call(who, method, channel=channel, timestamp=ts, name=name)

    def slash(self, who: Person, channel: str, command: str, text: str) -> Envelope:
        """Somebody types a slash command; what it is acknowledged with is shown to them."""
        return self._do(deeds.slash(self._space, who, channel, command, text))

    def press(self, who: Person, channel: str, ts: str, label: str, value: str = "") -> Envelope:
        """Somebody presses a button under a message they see; `value`: what they choose of it."""
        return self._do(deeds.press(self._space, who, channel, ts, label, value))

    def press_in_view(self, who: Person, label: str, *, home: bool = False) -> Envelope:
        """Somebody presses a button in the modal that is open for them, or on App Home."""
        return self._do(deeds.press_in_view(self._space, who, label, home=home))

    def shortcut(self, who: Person, channel: str, ts: str, callback_id: str) -> Envelope:
        """Somebody takes a message shortcut."""
        return self._do(deeds.shortcut(self._space, who, channel, ts, callback_id))

    def global_shortcut(self, who: Person, callback_id: str) -> Envelope:
        """Somebody takes a shortcut that belongs to no message."""
        return self._do(deeds.global_shortcut(self._space, who, callback_id))

    def modal(self, who: Person) -> Json | None:
        """The modal that somebody has before them."""
        stack = self._space.modals.get(who.id)
        return stack[-1] if stack else None

    def home(self, who: Person) -> Json | None:
        """App Home as it was published for somebody."""
        return self._space.homes.get(who.id)

    def fields(self, who: Person) -> tuple[str, ...]:
        """The names (`block_id`) of the fields of somebody's modal."""
        found = self.modal(who)
        return field_names(found) if found else ()

    def submit(
        self, who: Person, values: Mapping[str, str], *, patience_s: float = ACK_S
    ) -> Json | None:
        """Somebody fills in the modal before them and sends it.

        Returns:
            What the app answered with, {} = only that it has it, None = nothing in time: then the
            modal stays as it is.
        """
        return self._do(deeds.submit(self._space, who, values, patience_s))

    def close_modal(self, who: Person) -> None:
        """Somebody closes the modal before them."""
        self._do(deeds.close_modal(self._space, who))

    def open_home(self, who: Person) -> Envelope | None:
        """Somebody looks at App Home."""
        return self._do(deeds.open_home(self._space, who))

    def join(self, who: Person, channel: str) -> None:
        """Somebody comes into a public channel."""
        self._call(who, "conversations.join", channel=channel)

    def invite(self, who: Person, channel: str, *others: Person) -> None:
        """Somebody brings in others."""
        users = ",".join(one.id for one in others)
        self._call(who, "conversations.invite", channel=channel, users=users)

    def leave(self, who: Person, channel: str) -> None:
        """Somebody leaves."""
        self._call(who, "conversations.leave", channel=channel)

    def archive(self, channel: str, who: Person | None = None) -> None:
        """Somebody who is in it archives a channel."""
        self._call(who or self._seer(channel), "conversations.archive", channel=channel)

    def rename_channel(self, channel: str, name: str) -> None:
        """Whoever made it gives it another name."""
        maker = self._space.people[self.about(channel)["creator"]]
        self._call(maker, "conversations.rename", channel=channel, name=name)

    def delete_channel(self, channel: str) -> None:
        """Somebody takes a channel away, as only people can; its name is free again."""
        self._do(deeds.delete_channel(self._space, channel))

    # --------------------------------------------------------------------- what they see
    def messages(self, who: Person, channel: str) -> list[Json]:
        """What somebody sees there, whispers to them and threads included, by time; "" = direct."""
        return self._do(deeds.messages(self._space, who, channel))

    def pinned(self, channel: str) -> frozenset[str]:
        """The `ts` of the messages that are pinned there."""
        found = self._call(self._seer(channel), "pins.list", channel=channel)
        return frozenset(one["message"]["ts"] for one in found["items"])

    def direct(self, who: Person) -> str:
        """The id of the channel of somebody and the bot."""
        return str(self._do(self._space.direct(who.id))["id"])

    def names(self) -> Names:
        """How ids are shown."""
        return self._do(deeds.names(self._space))

    # ------------------------------------------------------------------ what goes wrong
    def fail(
        self,
        method: str,
        error: str = "",
        *,
        status: int = 200,
        retry_after: int | None = None,
        acts: bool = False,
        times: int = 1,
        seconds: float = 0.0,
    ) -> None:
        """The next calls of a method (`*`: of any) fail.

        Args:
            error: Slack's code.
            status: Of HTTP: 429, 503 …; 0 = the line is cut.
            acts: The call is done, and only its answer is lost.
            seconds: Nothing comes for so long; without an error it comes through then.
        """
        fault = Fault(
            error=error,
            status=status,
            retry_after=retry_after,
            acts=acts,
            left=times,
            seconds=seconds,
        )
        self._do(_now(lambda: self._front.faults.add(method, fault)))

    def mend(self) -> None:
        """Whatever was to fail does not."""
        self._do(_now(self._front.faults.clear))

    def revoke(self, error: str = "token_revoked") -> None:
        """Every token is refused so from now on; "" = no more."""
        self._front.revoked = error

    def limit(self, *, on: bool = True, burst: int = POSTS_BURST) -> None:
        """Keep to the tiers, and to one message a second in each channel, after `burst` at once."""
        self._front.tiers.burst, self._front.tiers.on = burst, on

    def silence(self, *, on: bool = True) -> None:
        """Sockets stay open and nothing comes through, pongs neither."""
        self._space.sockets.silent = on

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Slack asks every socket to come again; the old ones are closed a second later."""
        self._do(self._space.sockets.disconnect(reason))

    def drop(self) -> None:
        """Every socket is cut."""
        self._do(self._space.sockets.drop())

    def sockets(self) -> int:
        """How many are open."""
        return len(self._space.sockets.open)

    def leaving(self) -> int:
        """How many of them were told to go."""
        return len(self._space.sockets.leaving)

    def age_triggers(self) -> None:
        """Four seconds pass for every trigger."""
        for one in self._space.triggers.values():
            one.made -= 4

    def unacknowledged(self) -> tuple[Envelope, ...]:
        """What had no acknowledgement so far."""
        return self._do(_now(self._space.sockets.unacknowledged))

    def redeliver(self) -> tuple[Envelope, ...]:
        """Slack's next try of the events that were not acknowledged in time."""
        return self._do(self._space.sockets.redeliver())

    def envelopes(self) -> tuple[Envelope, ...]:
        """All that were sent."""
        return tuple(self._space.sockets.envelopes)

    def send_again(self, envelope: Envelope) -> Envelope:
        """The same once more, as after an acknowledgement that was lost on its way."""
        again = Envelope(envelope.kind, envelope.payload, retry=envelope.retry + 1)
        return self._do(self._space.sockets.send(again))

    def until(self, happened: Callable[[], bool], seconds: float = COMES_S) -> None:
        """Wait for something.

        Raises:
            AssertionError: It did not happen.
        """
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.01)

    def acknowledged(self, envelope: Envelope, seconds: float = ACK_S) -> bool:
        """Whether the app acknowledges it within so many seconds of now."""
        return self._do(deeds.within(envelope, seconds))

    def clear_calls(self) -> None:
        """Count from nought."""
        self.calls.clear()
        self._space.asked.clear()

    def asked(self) -> tuple[Call, ...]:
        """What the app asked, in the order of the answers."""
        return tuple(self._space.asked)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._front.do(work)

    def _call(self, who: Person, method: str, **what: object) -> Json:
        return self._do(methods.answer(self._space, who, method, what))

    def _seer(self, channel: str) -> Person:
        """Somebody who is in it."""
        inside = self.about(channel)["members"]
        return next(self._space.people[one] for one in inside if one in self._space.people)


async def _now(work: Callable[[], T]) -> T:
    return work()
